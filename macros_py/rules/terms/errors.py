"""Why the rules refuse to give a result. Each message is one Chinese line that says what to do."""


class RuleError(Exception):
    """The rules give no meaningful result for what was put in."""


class SettingError(RuleError):
    """A setting that is unknown or whose value cannot be read."""


class QuarterError(RuleError):
    """A quarter outside the term of service."""


class CalendarError(RuleError):
    """A date in a year whose holidays have not been announced."""


class UnitError(RuleError):
    """A 承办单位 that the ledger does not have."""


class FormError(RuleError):
    """A form or an event that cannot be scored as it stands."""


class SettlementError(RuleError):
    """A settlement that must not be made."""


class SignError(RuleError):
    """A settlement that cannot be signed, verified or revoked as it stands."""


class ClockError(SignError):
    """A clock that is behind the last signature, or far ahead of it: a person must confirm it."""


class UnsignedError(SignError):
    """A settlement that is unsigned, half signed or revoked; ``code`` is its 核验码."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code

    def json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {"verdict": "unsigned", "code": self.code or None, "message": str(self)}

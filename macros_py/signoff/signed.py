"""What signing or revoking came to."""

from dataclasses import dataclass
from pathlib import Path

from macros_py.rules.signing.log import CONTENT, LogEntry
from macros_py.signoff.paper import code_of


@dataclass(frozen=True)
class Signed:
    """What signing or revoking came to; ``content`` is the settlement as it now stands.

    ``completed``: an earlier run had been cut off. ``untouched``: why the settlement's file still
    is what it was. ``later``: the quarters that were settled on top of one that is revoked.
    ``pdf``: printed as it now stands, with a digital signature where one was asked for;
    ``unprinted``: why there is none. ``outdated``: a PDF that still shows the draft, now that both
    have signed.
    """

    quarter: str
    state: str
    settlement: Path | None
    entry: LogEntry
    waiting_for: str = ""
    completed: bool = False
    content: bytes = b""
    untouched: str = ""
    later: tuple[str, ...] = ()
    pdf: Path | None = None
    unprinted: str = ""
    outdated: Path | None = None

    @property
    def code(self) -> str:
        """The 核验码 of the settlement."""
        return code_of(self.entry.values[CONTENT])

    def json(self) -> dict[str, object]:
        """Return it as plain data."""
        values = self.entry.values
        return {
            "quarter": self.quarter,
            "state": self.state,
            "entry": self.entry.number,
            "role": values["角色"] or None,
            "name": values["姓名"] or None,
            "reason": values["理由"] or None,
            "time": values["时间"],
            "digest": values[CONTENT],
            "code": self.code,
            "waiting_for": self.waiting_for or None,
            "completed": self.completed,
            "settlement": str(self.settlement) if self.settlement else None,
            "untouched": self.untouched or None,
            "later": list(self.later),
            "pdf": str(self.pdf) if self.pdf else None,
            "unprinted": self.unprinted or None,
            "outdated_pdf": str(self.outdated) if self.outdated else None,
        }

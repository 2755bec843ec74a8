"""What signing or revoking came to."""

from dataclasses import dataclass
from pathlib import Path

from macros_py.rules.signing.log import CONTENT, LogEntry, missing_roles, state_of
from macros_py.signoff.paper import code_of


@dataclass(frozen=True)
class Signed:
    """What signing or revoking came to.

    ``marks``: what the settlement bears now, the ``entry`` that was asked for among it;
    ``content``: its bytes, b"" where it was left alone. ``untouched``: why its file is not so.
    ``completed``: an earlier run had been cut off; ``repeated``: all had been written already.
    ``later``: the quarters that were settled on top of one that is revoked. ``pdf``:
    printed as it now stands, with a digital signature where one was asked for; ``unprinted``: why
    there is none. ``outdated``: a PDF that still shows the draft, now that both have signed.
    ``needs_vendor``: whether the vendor must sign as well.
    """

    quarter: str
    marks: tuple[LogEntry, ...]
    entry: LogEntry
    settlement: Path | None
    content: bytes = b""
    completed: bool = False
    repeated: bool = False
    untouched: str = ""
    later: tuple[str, ...] = ()
    pdf: Path | None = None
    unprinted: str = ""
    outdated: Path | None = None
    needs_vendor: bool = False

    @property
    def behind(self) -> bool:
        """Whether the log is written and the settlement's file could not be."""
        return bool(self.content and self.untouched)

    @property
    def state(self) -> str:
        """草稿（待另一人签认）, 待乙方确认, 已签认, 已签认（乙方有异议） or 已撤销."""
        return state_of(self.marks, vendor=self.needs_vendor)

    @property
    def waiting_for(self) -> str:
        """Who is still to sign."""
        return "、".join(missing_roles(self.marks, vendor=self.needs_vendor))

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

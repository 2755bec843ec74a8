"""What signing or revoking came to."""

from dataclasses import dataclass
from pathlib import Path

from macros_py.signoff.log import LogEntry


@dataclass(frozen=True)
class Signed:
    """What signing or revoking came to.

    ``completed``: an earlier run had been cut off. ``pdf``: the PDF that was digitally signed.
    ``later``: the quarters that were settled on top of one that is revoked.
    """

    quarter: str
    state: str
    settlement: Path
    entry: LogEntry
    waiting_for: str = ""
    completed: bool = False
    pdf: Path | None = None
    later: tuple[str, ...] = ()

    def json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "quarter": self.quarter,
            "state": self.state,
            "entry": self.entry.number,
            "role": self.entry.values["角色"] or None,
            "name": self.entry.values["姓名"] or None,
            "reason": self.entry.values["理由"] or None,
            "time": self.entry.values["时间"],
            "digest": self.entry.values["内容摘要"],
            "waiting_for": self.waiting_for or None,
            "completed": self.completed,
            "settlement": str(self.settlement),
            "pdf": str(self.pdf) if self.pdf else None,
            "later": list(self.later),
        }

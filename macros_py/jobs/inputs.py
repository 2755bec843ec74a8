"""What every job is given: the files and the moment, and whom to tell how far it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from macros_py.inputs.in_force import InForce, read_in_force

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Inputs:
    """What a person hands in: a ledger, the moment that counts as now, settings, pinned columns.

    ``pins`` maps a field to the header that holds it and outranks the workbook's 列映射. ``now``
    is when the person did so, None for as-of.
    """

    ledger: Path
    as_of: datetime
    evaluation: Path | None = None
    pins: Mapping[str, str] = field(default_factory=dict)
    now: datetime | None = None

    def in_force(self, quarter: str | None = None) -> InForce:
        """Read the settings; with ``quarter`` also all that scoring it needs."""
        return read_in_force(self.evaluation, self.pins, quarter, for_ledger=quarter is None)


def silent(_: str) -> None:
    """Report no progress."""

"""A whole evaluation workbook: the records that people entered and the rows that the tool wrote."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workbook.evaluation.snapshot import Snapshot
from workbook.evaluation.written_rows import LogRow, RegisterRow, UrgeRow
from workbook.files.stamp import Stamp
from workbook.values.problem import Problem
from workbook.values.records import (
    Attendance,
    Cells,
    Event,
    Form,
    Holiday,
    Invoice,
    Objection,
    OtherDeduction,
    Population,
    RatingScheme,
    Raw,
    ReplyElement,
    Report,
    Setting,
    Staff,
)


@dataclass(frozen=True, slots=True)
class Unread:
    """A row, or a sheet that carries 附件2, that is not in the records; ``problems`` say why.

    ``values`` are those of a row as far as they can be read, the others as typed.
    """

    sheet: str
    values: Mapping[str, Raw | None]
    cells: Cells
    problems: tuple[Problem, ...]

    @property
    def message(self) -> str:
        """What is wrong; begins with the cell."""
        return f"{self.cell}：{self.why}"

    @property
    def cell(self) -> str:
        """The address of what is wrong first."""
        first = self.problems[0]
        return f"{first.sheet}!{first.cell}" if first.cell else first.sheet

    @property
    def why(self) -> str:
        """What is wrong there."""
        return self.problems[0].message


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A whole evaluation workbook. A sheet that is not there has no rows; rows in file order.

    ``problems`` is everything that cannot be read as what it must be, but for the sheets on which
    no amount depends: those are among ``unread`` only. ``sheets`` are the names on the tabs.
    ``snapshot`` is the file as it was read; what needs more of it takes it from there.
    """

    path: Path
    stamp: Stamp
    settings: Mapping[str, Setting]
    forms: tuple[Form, ...] = ()
    events: tuple[Event, ...] = ()
    other_deductions: tuple[OtherDeduction, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    staff: tuple[Staff, ...] = ()
    reports: tuple[Report, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    objections: tuple[Objection, ...] = ()
    schemes: tuple[RatingScheme, ...] = ()
    elements: tuple[ReplyElement, ...] = ()
    population: tuple[Population, ...] = ()
    register: tuple[RegisterRow, ...] = ()
    log: tuple[LogRow, ...] = ()
    urged: tuple[UrgeRow, ...] = ()
    unread: tuple[Unread, ...] = ()
    problems: tuple[Problem, ...] = ()
    sheets: tuple[str, ...] = field(default=(), compare=False, repr=False)
    snapshot: Snapshot | None = field(default=None, compare=False, repr=False)

    @property
    def unreadable(self) -> tuple[Problem, ...]:
        """Every cell that cannot be read, those on which no amount depends as well."""
        left_out = (problem for row in self.unread for problem in row.problems)
        return tuple(dict.fromkeys((*left_out, *self.problems)))

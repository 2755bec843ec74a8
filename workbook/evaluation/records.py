"""What an evaluation workbook holds, as plain records; each says in which cell it stood.

Texts are stripped, a blank one is ``""``; whether an option, 季度, 状态 or 类型 is allowed is not
judged here. A number becomes the Decimal that Excel shows (15 significant digits).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from workbook.files.stamp import Stamp

Raw = str | Decimal | bool | date | datetime
"""A cell as typed: a midnight datetime is a date, a number a Decimal, a blank cell ``""``."""


Cells = Mapping[str, str]
"""The full address of each header's cell in a record's row, such as ``违约违规!D3``.

Two records that stood in different places are equal all the same."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of 合同设置; ``value`` is ``""`` when the key stands there without one.

    The type of ``value`` is the cell's: an 账号 that is a Decimal was not kept as text.
    """

    key: str
    value: Raw
    cell: str


@dataclass(frozen=True, slots=True)
class Form:
    """One filled 验收评价表: a row of 考核评分, or a sheet that carries 附件2.

    ``choices`` maps every item to the option's label as written. ``cells`` maps each header of
    考核评分 to the full address where it stood (or should stand). ``source`` is the sheet's name.
    ``period`` is ``"2023-12-26至2024-03-25"`` when a 附件2 sheet gives dates, else ``""``; its
    ``quarter`` may be ``""`` only when ``period`` is not.
    """

    quarter: str
    date: date | None
    subject: str
    choices: Mapping[str, str]
    opinion: str
    state: str
    cells: Mapping[str, str]
    source: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One 明显违约违规 event; ``confirmed_by`` is ``""`` while nobody has confirmed it.

    ``period`` is that of the 附件2 sheet it was read from (see Form).
    """

    quarter: str
    subject: str
    kind: str
    description: str
    case_id: str
    confirmed_by: str
    confirmed_on: date | None
    cell: str
    period: str = ""
    cells: Cells = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OtherDeduction:
    """One row of 其他扣款, entered by hand; ``amount`` in yuan (contract 3.3)."""

    quarter: str
    clause: str
    document: str
    description: str
    amount: Decimal
    cell: str
    cells: Cells = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Invoice:
    """One row of 发票; ``amount`` in yuan (contract 3.2)."""

    quarter: str
    number: str
    amount: Decimal
    date: date | None
    cell: str
    cells: Cells = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Attendance:
    """One row of 考勤; ``minutes`` late or away, None when not given."""

    date: date | None
    name: str
    kind: str
    minutes: Decimal | None
    note: str
    cell: str
    cells: Cells = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Staff:
    """One row of 人员; ``vacancy`` names the vacancy that a replacement fills."""

    name: str
    event: str
    date: date | None
    vacancy: str
    note: str
    cell: str
    cells: Cells = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Report:
    """One row of 分析报告."""

    kind: str
    period: str
    submitted: date | None
    cell: str
    cells: Cells = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Holiday:
    """One row of 节假日: ``rest`` tells a day off from a make-up workday."""

    date: date
    name: str
    rest: bool
    cell: str
    cells: Cells = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """One row that the tool wrote itself, header → value as typed; ``cell`` is its first."""

    values: Mapping[str, Raw]
    cell: str
    cells: Cells = field(default_factory=dict, compare=False, repr=False)

    def address(self, header: str) -> str:
        """Return the full address of a header's cell."""
        return self.cells.get(header, self.cell)


@dataclass(frozen=True, slots=True)
class RegisterRow(WrittenRow):
    """One row of 结算台账."""


@dataclass(frozen=True, slots=True)
class LogRow(WrittenRow):
    """One row of 签认记录."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A row, or a sheet that carries 附件2, that is not in the records.

    ``values`` are those of a row as far as they can be read, the others as typed; ``message`` says
    what is wrong and begins with the cell.
    """

    sheet: str
    values: Mapping[str, Raw | None]
    cells: Cells
    message: str

    @property
    def cell(self) -> str:
        """The address of what is wrong."""
        return self.message.partition("：")[0]

    @property
    def why(self) -> str:
        """What is wrong there."""
        return self.message.partition("：")[2]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A whole evaluation workbook. A sheet that is not there has no rows; rows in file order."""

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
    register: tuple[RegisterRow, ...] = ()
    log: tuple[LogRow, ...] = ()
    unread: tuple[Unread, ...] = ()

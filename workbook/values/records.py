"""What people enter into an evaluation workbook, as plain records.

Each says in which cells it stood; two that stood in different places are equal all the same.
Texts are stripped, a blank one is ``""``; 季度 is ``第1季度`` however it was typed; an option, a
状态 or a 类型 is the word of its list. Amounts are in yuan.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

DRAFT, FINAL = "草稿", "定稿"
"""The states of a form."""

Day = date

Raw = str | Decimal | bool | date | datetime
"""A cell as typed: a midnight datetime is a date, a number a Decimal, a blank cell ``""``."""

Cells = Mapping[str, str]
"""The full address of each header's cell in a record's row, such as ``违约违规!D3``."""


@dataclass(frozen=True, slots=True)
class RowRecord:
    """A row that became a record; ``cells``: where the cell of each header stood."""

    cells: Cells = field(default_factory=dict, compare=False, repr=False, kw_only=True)


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

    ``choices`` maps every item to the option's label. ``cells`` maps each header of 考核评分 to the
    full address where it stood (or should stand). ``source`` is the sheet's name. ``period`` is
    ``"2023-12-26至2024-03-25"`` when a 附件2 sheet gives dates, else ``""``; its ``quarter`` may be
    ``""`` only when ``period`` is not. ``taken`` is the 扣分 that such a sheet states, None where
    it states none.
    """

    quarter: str
    date: date | None
    subject: str
    choices: Mapping[str, str]
    opinion: str
    state: str
    cells: Cells
    source: str
    period: str = ""
    taken: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Event(RowRecord):
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

    @property
    def counts(self) -> bool:
        """Whether it costs points: only what a person has described and confirmed does."""
        return bool(self.description and self.confirmed_by)


@dataclass(frozen=True, slots=True)
class OtherDeduction(RowRecord):
    """One row of 其他扣款, entered by hand (contract 3.3)."""

    quarter: str
    clause: str
    document: str
    description: str
    amount: Decimal
    cell: str


@dataclass(frozen=True, slots=True)
class Invoice(RowRecord):
    """One row of 发票 (contract 3.2); a negative ``amount`` is a credit note."""

    quarter: str
    number: str
    amount: Decimal
    date: date | None
    cell: str
    kind: str = ""
    tax: Decimal | None = None
    received: Day | None = None


@dataclass(frozen=True, slots=True)
class Attendance(RowRecord):
    """One row of 考勤; ``minutes`` late or away, None when not given."""

    date: date | None
    name: str
    kind: str
    minutes: Decimal | None
    note: str
    cell: str


@dataclass(frozen=True, slots=True)
class Staff(RowRecord):
    """One row of 人员; ``vacancy`` names the vacancy that a replacement fills."""

    name: str
    event: str
    date: date | None
    vacancy: str
    note: str
    cell: str


@dataclass(frozen=True, slots=True)
class Report(RowRecord):
    """One row of 分析报告."""

    kind: str
    period: str
    submitted: date | None
    cell: str


@dataclass(frozen=True, slots=True)
class Holiday(RowRecord):
    """One row of 节假日: ``rest`` tells a day off from a make-up workday."""

    date: date
    name: str
    rest: bool
    cell: str


@dataclass(frozen=True, slots=True)
class Objection(RowRecord):
    """One row of 乙方意见: what the vendor says of an item or a deduction, and 甲方's answer."""

    quarter: str
    subject: str
    about: str
    claim: str
    reason: str
    cases: str
    raised_by: str
    raised_on: date | None
    answer: str
    answer_reason: str
    answered_by: str
    answered_on: date | None
    cell: str


@dataclass(frozen=True, slots=True)
class RatingScheme(RowRecord):
    """One row of 评价口径: how somebody weighs the answers of a callback (rules 4)."""

    name: str
    nearly_satisfied: Decimal | None
    unrated: Decimal | None
    denominator: str
    weights: str
    source: str
    cell: str


@dataclass(frozen=True, slots=True)
class ReplyElement(RowRecord):
    """One row of 五要素: words that show an element of a reply (附件1 一.3).

    ``state``: 待甲方确认, or what the township wrote instead.
    """

    name: str
    words: str
    cell: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Population(RowRecord):
    """One row of 人口: how many people live in a village."""

    place: str
    people: Decimal | None
    cell: str

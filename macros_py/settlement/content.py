"""What a settlement workbook is made of: results that the rules gave, nothing to compute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from macros_py.rules.deadlines.statistics import StageCount
from macros_py.rules.scoring.scoring import QuarterScore
from macros_py.rules.scoring.settlement import Alternative, PriceBalance, Settlement, price_balance
from macros_py.rules.terms.contract import Contract
from macros_py.rules.terms.percentages import share
from macros_py.rules.terms.quarters import quarters_in_term
from macros_py.rules.terms.settings import Settings
from macros_py.settlement.dispute import Dispute
from workbook.values.records import OtherDeduction
from workbook.values.text import shown_case


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage's counts by status text, and the case numbers behind each miss.

    ``on_time`` of ``decided`` is the share; ``owner`` is 乙方 or 承办单位.
    """

    name: str
    owner: str
    counts: Mapping[str, int]
    misses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    on_time: int = 0
    decided: int = 0

    @classmethod
    def of(cls, count: StageCount, case_ids: Sequence[str]) -> "StageRow":
        """Take a stage's count; ``case_ids`` are the ledger frame's, by row.

        Case numbers are sorted: the order of the ledger's rows says nothing.
        """
        return cls(
            count.stage.name,
            count.stage.owner,
            {status.text: number for status, number in count.counts.items()},
            {
                status.text: tuple(sorted(shown_case(str(case_ids[row])) for row in rows))
                for status, rows in count.misses.items()
                if rows
            },
            count.on_time,
            count.decided,
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that a person weighs when filling in an item of 附件2 (rules 5).

    A line without numbers (None) is a remark or a suggestion.
    """

    item: str
    name: str
    owner: str
    numerator: int | None
    denominator: int | None
    note: str = ""

    @property
    def share(self) -> Fraction | None:
        """Numerator of denominator, None of nothing."""
        return None if self.numerator is None else share(self.numerator, self.denominator or 0)


@dataclass(frozen=True)
class SettlementContent:
    """Everything that the settlement workbook of one quarter shows.

    ``number``: 结算单编号. ``deductions`` are the quarter's own; ``paid_before`` and
    ``deducted_before`` are those of the earlier quarters, in yuan. ``banners`` are lines such as
    服务起始日未经甲方确认. ``notes`` are further (matter, finding, explanation) lines of 口径说明.
    ``gaps`` are cases not called back, without a reply, or possible 零分工单, listed like the
    misses of ``stages``. ``sources`` are file names without folders. A ``sample`` says 示例数据
    on every sheet and page. ``dispute``: what the vendor claims.
    """

    contract: Contract
    settings: Settings
    score: QuarterScore
    settlement: Settlement
    as_of: datetime
    number: str
    dispute: Dispute
    deductions: Sequence[OtherDeduction] = ()
    paid_before: Decimal = Decimal("0.00")
    deducted_before: Decimal = Decimal("0.00")
    stages: Sequence[StageRow] = ()
    alternatives: Sequence[Alternative] = ()
    banners: Sequence[str] = ()
    sources: Sequence[str] = ()
    generator: str = "由接诉即办工具（jsjb）生成"
    figures: Sequence[Figure] = ()
    gaps: Sequence[StageRow] = ()
    notes: Sequence[tuple[str, str, str]] = ()
    sample: bool = False

    @property
    def warnings(self) -> tuple[str, ...]:
        """The banners, with the sample's own before them."""
        if not self.sample or any("示例数据" in banner for banner in self.banners):
            return tuple(self.banners)
        return ("示例数据，不得用于付款", *self.banners)

    @property
    def warning_line(self) -> str:
        """All warnings on one line."""
        return "；".join(self.warnings)

    @property
    def balance(self) -> PriceBalance:
        """Where the total price stands once this settlement is paid (contract 3.1)."""
        return price_balance(
            self.settings.amount("合同总价"),
            self.paid_before,
            self.deducted_before,
            self.settlement,
        )

    @property
    def terms(self) -> int:
        """How many quarters the term has (contract 1.2)."""
        return sum(1 for _ in quarters_in_term(self.settings))

    @property
    def period(self) -> str:
        """``2023-12-26 至 2024-03-25``, both days included."""
        quarter = self.score.quarter
        return f"{quarter.start} 至 {quarter.last}"

    @property
    def as_of_text(self) -> str:
        """``2024-03-26 09:00``."""
        return self.as_of.strftime("%Y-%m-%d %H:%M")

    def page(self, title: str) -> dict[str, str]:
        """Return what the printed header and footer of a sheet say."""
        return {
            "页眉": f"{title}　{self.score.quarter.label}",
            "样例": "示例数据" if self.sample else "",
            "来源": f"截至 {self.as_of_text}　{self.generator}",
        }


def money(amount: Decimal) -> str:
    """``535105.00`` → ``535,105.00``."""
    return f"{amount:,.2f}"

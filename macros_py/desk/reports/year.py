"""The year on one page: score and money of every quarter, and how its cases were handled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from macros_py.desk.reports.blocks import Chart, Column, Kind, Report, Row, Section, Table, Value
from macros_py.desk.reports.study import Study
from macros_py.inputs.in_force import InForce
from macros_py.inputs.judged_ledger import JudgedLedger
from macros_py.rules.deadlines.stages import VENDOR
from macros_py.rules.deadlines.statistics import count_stages
from macros_py.rules.periods.period import PeriodError
from macros_py.rules.periods.rate_counts import RATES, Rate
from macros_py.rules.terms.money import exact_text
from macros_py.rules.terms.percentages import share_text
from macros_py.rules.terms.quarters import Quarter, parse_quarter, quarters_in_term
from workbook.evaluation.written_rows import RegisterRow
from workbook.values.text import masked

PAGE = "年度汇总"
REVOKED = "已撤销"
MONEY = ("服务费", "绩效扣款", "其他扣款", "应付金额", "乙方应补足", "已付金额")
_SCORE, _STATE = "季度平均分", "状态"
HEADERS = (_STATE, _SCORE, *MONEY)
"""What is shown of a row of 结算台账."""

_KEYS = ("fee", "performance_deduction", "other_deductions", "payable", "shortfall", "paid")
SHARES = ("接收", "转派", "退回", "挂账月报")


@dataclass(frozen=True)
class YearQuarter:
    """One quarter; ``row`` is its last row of 结算台账 that was not revoked, None without one.

    ``on_time`` and ``rates`` are empty without a ledger, and before the quarter has begun.
    """

    quarter: Quarter
    row: RegisterRow | None
    on_time: Mapping[str, Rate] = field(default_factory=dict)
    rates: Mapping[str, Rate] = field(default_factory=dict)

    def registered(self, header: str) -> Value:
        """Return what 结算台账 holds: a number where it is one, else its text, None for none."""
        value = None if self.row is None else self.row.values.get(header)
        if value in (None, ""):
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return Fraction(str(value))
        except ValueError:
            return masked(str(value))

    def json(self) -> dict[str, object]:
        """Return the quarter as plain data; money with two decimals, shares as exact fractions."""
        paid = {
            key: f"{value:.2f}" if isinstance(value, Decimal) else None
            for key, value in zip(_KEYS, map(self.registered, MONEY), strict=True)
        }
        average = self.registered(_SCORE)
        if isinstance(average, Fraction | Decimal):
            average = exact_text(Fraction(average))
        return {
            "quarter": self.quarter.label,
            "start": self.quarter.start.isoformat(),
            "end": self.quarter.last.isoformat(),
            "state": self.registered(_STATE),
            "average": None if average is None else str(average),
            **paid,
            "on_time": {name: share_text(rate) for name, rate in self.on_time.items()},
            "rates": {name: share_text(rate) for name, rate in self.rates.items()},
        }


def year_of(in_force: InForce, judged: JudgedLedger | None) -> list[YearQuarter]:
    """Return every quarter of the term (contract 1.2), with its row of 结算台账."""
    rows: dict[int, RegisterRow] = {}
    for row in in_force.evaluation.register if in_force.evaluation else ():
        number = parse_quarter(str(row.values.get("季度", "")))
        if number is not None and row.values.get(_STATE) != REVOKED:
            rows[number] = row
    return [
        YearQuarter(quarter, rows.get(quarter.number), *_handled(quarter, judged))
        for quarter in quarters_in_term(in_force.settings)
    ]


def _handled(
    quarter: Quarter, judged: JudgedLedger | None
) -> tuple[Mapping[str, Rate], Mapping[str, Rate]]:
    """Return the vendor's on-time shares and the three rates of a quarter's cases."""
    if judged is None:
        return {}, {}
    try:
        study = Study.of(judged, quarter.label)
    except PeriodError:
        return {}, {}
    shares = {
        count.stage.name: count.share
        for count in count_stages(judged.verdicts, study.rows)
        if count.stage.owner == VENDOR and count.stage.name in SHARES
    }
    return shares, dict(zip(RATES, study.rates.rates, strict=True))


def year_report(
    in_force: InForce,
    quarters: list[YearQuarter],
    banners: tuple[str, ...],
    notes: tuple[str, ...],
) -> Report:
    """Put the year onto its page: one table, one chart."""
    columns = (
        *(Column("季度", Kind.TEXT), Column("服务期", Kind.TEXT), Column("状态", Kind.TEXT)),
        Column("平均分", Kind.SCORE),
        *(Column(header, Kind.MONEY) for header in MONEY),
        *(Column(f"{stage}按时率", Kind.SHARE) for stage in SHARES),
        *(Column(name, Kind.SHARE) for name in RATES),
    )
    rows = [
        Row(
            each.quarter.label,
            [
                *(each.quarter.label, each.quarter.period),
                *(each.registered(header) for header in HEADERS),
                *(each.on_time.get(stage) for stage in SHARES),
                *(each.rates.get(name) for name in RATES),
            ],
        )
        for each in quarters
    ]
    scores = [each.registered(_SCORE) for each in quarters]
    numbers = [None if isinstance(score, str) else score for score in scores]
    labels = [each.quarter.label for each in quarters]
    page = Section(
        PAGE,
        PAGE,
        [
            Table("year", "各季度", columns, rows),
            Chart("year_chart", _SCORE, "column", labels, [(_SCORE, numbers)], exact=True),
        ],
    )
    settings = in_force.settings
    term = f"{settings.date('服务起始日')}至{settings.date('服务终止日')}"
    title = masked(f"{settings.text('甲方')}接诉即办{PAGE}")
    return Report(PAGE, title, term, PAGE, page, (), None, banners, notes)

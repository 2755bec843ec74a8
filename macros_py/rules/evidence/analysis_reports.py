"""数据分析: weekly and monthly reports delivered against due (附件1 一.4, 二.2(4))."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from macros_py.rules.deadlines.faults import FUTURE
from macros_py.rules.deadlines.stages import VENDOR
from macros_py.rules.evidence.report_periods import month_end, months_of, week_end, weeks_of
from macros_py.rules.evidence.weighed_figures import CellFault, Figure, Findings, Miss
from macros_py.rules.terms.evidence_terms import ReportTerms, Words
from macros_py.rules.terms.quarters import Quarter
from workbook.values.records import Report

Period = Callable[[str], date | None]


def reports_of(
    records: Sequence[Report], quarter: Quarter, terms: ReportTerms, as_of: date
) -> Findings:
    """Return what 分析报告 says of a quarter.

    Due is a report for every week (Monday to Sunday) and month that ends in the quarter and is
    over. The contract sets no day by which it must be handed in: it counts once it is, and once
    a period, but neither before the period began (a slip of the pen, a fault) nor after ``as_of``
    (a doubt). A quarter without any report has no figures, only how many were due.
    """
    kinds: tuple[tuple[Words, Period, list[date]], ...] = (
        (terms.weekly, week_end, [day for day in weeks_of(quarter) if day < as_of]),
        (terms.monthly, month_end, [day for day in months_of(quarter) if day < as_of]),
    )
    told = [
        _periods([record for record in records if record.kind in words], read)
        for words, read, _ in kinds
    ]
    used = any(day in quarter for periods in told for day in periods)
    figures, notes = [], []
    for (words, _, due), periods in zip(kinds, told, strict=True):
        name = words.shown[0]
        if not used:
            notes.append(f"应有{name} {len(due)} 份，「分析报告」本季度没有登记")
            figures.append(Figure(f"{name}提交份数", VENDOR, 0, weighed=True))
            continue
        missing = [day for day in due if not _handed_in(periods.get(day, ()), as_of)]
        misses = tuple(Miss(_shown(day, weekly=words is terms.weekly), "未提交") for day in missing)
        done = len(due) - len(missing)
        figures.append(Figure(f"{name}提交份数", VENDOR, done, misses, weighed=True))
    if others := _others(records, quarter, terms, as_of):
        notes.append(f"另有其他报告 {others} 份")
    faults = (*_faults(records, quarter, terms), *_too_early(records, quarter, terms))
    doubts = _ahead(records, quarter, terms, as_of)
    return Findings(tuple(figures), tuple(notes), tuple(faults), tuple(doubts))


def _periods(records: Iterable[Report], read: Period) -> dict[date, list[date | None]]:
    """Return the days on which each period's report was handed in, those too early left out."""
    found: dict[date, list[date | None]] = {}
    for record in records:
        if (day := read(record.period)) is not None:
            early = record.submitted is not None and record.submitted < _first_day(day, read)
            found.setdefault(day, []).append(None if early else record.submitted)
    return found


def _first_day(last: date, read: Period) -> date:
    return last - timedelta(days=6) if read is week_end else last.replace(day=1)


def _handed_in(days: Iterable[date | None], as_of: date) -> bool:
    return any(day is not None and day <= as_of for day in days)


def _shown(day: date, *, weekly: bool) -> str:
    return f"{day - timedelta(days=6)}至{day}" if weekly else f"{day:%Y-%m}"


def _others(records: Iterable[Report], quarter: Quarter, terms: ReportTerms, as_of: date) -> int:
    return sum(
        1
        for record in records
        if record.kind
        and record.kind not in terms.weekly
        and record.kind not in terms.monthly
        and record.submitted is not None
        and record.submitted <= as_of
        and record.submitted in quarter
    )


def _faults(records: Iterable[Report], quarter: Quarter, terms: ReportTerms) -> Iterator[CellFault]:
    for record in records:
        if record.submitted and record.submitted not in quarter:
            continue
        if not record.kind:
            cell = record.cells.get("类型", record.cell)
            yield CellFault(cell, "类型未填", "", "分析报告的类型未填，如 周汇总、月分析")
        read = _reader(record, terms)
        if read is not None and read(record.period) is None:
            cell = record.cells.get("期间", record.cell)
            wanted = "2024-01-01至2024-01-07" if read is week_end else "2024-01"
            said = f"期间无法识别 “{record.period}”" if record.period else "期间未填"
            yield CellFault(cell, "期间无法识别", record.period, f"{said}，请写作 {wanted}")


def _too_early(
    records: Iterable[Report], quarter: Quarter, terms: ReportTerms
) -> Iterator[CellFault]:
    """Name the 提交日期 that lies before its period began, mostly in a year mistyped."""
    for record in records:
        read, day = _reader(record, terms), record.submitted
        last = read(record.period) if read is not None else None
        if read is None or last is None or day is None or last not in quarter:
            continue
        if day < (first := _first_day(last, read)):
            said = f"提交日期 {day} 早于期间 {record.period} 的第一天 {first}，请核对年月"
            cell = record.cells.get("提交日期", record.cell)
            yield CellFault(cell, "早于期间", str(day), said)


def _ahead(
    records: Iterable[Report], quarter: Quarter, terms: ReportTerms, as_of: date
) -> Iterator[CellFault]:
    """Name the 提交日期 that is still to come."""
    for record in records:
        read, day = _reader(record, terms), record.submitted
        belongs = day if read is None else read(record.period)
        if day is not None and day > as_of and belongs is not None and belongs in quarter:
            cell = record.cells.get("提交日期", record.cell)
            yield CellFault(cell, FUTURE, str(day), f"提交日期 {day} 晚于截止时点，未计入")


def _reader(record: Report, terms: ReportTerms) -> Period | None:
    """Return what reads the period of a kind that is due, None for another kind."""
    if record.kind in terms.weekly:
        return week_end
    return month_end if record.kind in terms.monthly else None

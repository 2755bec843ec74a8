"""Vacancies filled within 15 days, people returned within 3 (附件1 二.3)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from macros_py.rules.deadlines.stages import VENDOR
from macros_py.rules.evidence.weighed_figures import CellFault, Figure, Findings, Miss
from macros_py.rules.terms.evidence_terms import StaffTerms, Words
from macros_py.rules.terms.quarters import Quarter
from workbook.values.records import Staff
from workbook.values.text import key


@dataclass(frozen=True, slots=True)
class Staffing:
    """What 人员 says for 人员招聘和补充 and for 人员退回和处罚."""

    replacing: Findings
    returning: Findings


def staffing_of(
    records: Sequence[Staff], quarter: Quarter, terms: StaffTerms, as_of: date
) -> Staffing:
    """Return what 人员 says of the vacancies, demands and returns that fall due in a quarter.

    What begins late in a quarter is judged in the one in which its last day falls; what began
    before the first quarter is none of the contract's. A replacement names in 对应空缺 whom it
    replaces (the 姓名 of the vacancy or of the returned, also with the event behind it, or the
    text of their own 对应空缺) and fills one place, the earliest open. What is neither done nor
    overdue counts nowhere; nothing after ``as_of`` has happened. A 空缺 belongs to 人员招聘和补充,
    the place of a returned to 人员退回和处罚.
    """
    told = sorted(
        (_Told(record, record.date) for record in records if record.date and record.date <= as_of),
        key=_Told.order,
    )

    def of(words: Words) -> list[_Told]:
        return [each for each in told if each.record.event in words]

    returned = of(terms.returned)
    places = _filled([*of(terms.vacant), *returned], of(terms.filled))
    demands = _answered(of(terms.demanded), returned)
    known = {name for place in (*of(terms.vacant), *returned) for name in place.names()}
    faults = tuple(_faults(records, quarter, terms))

    def figure(name: str, days: int, begun: Sequence[_Told], ends: dict[_Told, date]) -> Figure:
        served = [each for each in begun if quarter.number > 1 or each.day >= quarter.start]
        span = _Span(quarter, days)
        mine = {each: ends.get(each) for each in served if span.falls_due(each.day)}
        return _figure(name.format(days=days), span, mine, as_of, span.note(served))

    replaced, back = terms.replaced_within, terms.returned_within
    return Staffing(
        Findings(
            (figure("空缺{days}天内补充", replaced, of(terms.vacant), places),),
            tuple(_unplaced(of(terms.filled), known, quarter)),
            faults,
        ),
        Findings(
            (
                figure("要求退回后{days}天内退回", back, of(terms.demanded), demands),
                figure("退回后{days}天内补充", replaced, returned, places),
            ),
            tuple(_undemanded(returned, demands, quarter)),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A record that has a date."""

    record: Staff
    day: date

    def order(self) -> tuple[object, ...]:
        record = self.record
        return (self.day, record.name, record.vacancy, record.event, record.cell)

    def names(self) -> set[str]:
        """Return what a replacement may call this place."""
        own = {self.fills} if self.fills else set()
        return ({self.who, key(self.who + self.record.event)} if self.who else set()) | own

    @property
    def who(self) -> str:
        """The person's name as it is compared."""
        return key(self.record.name)

    @property
    def fills(self) -> str:
        """The vacancy as it is compared."""
        return key(self.record.vacancy)


@dataclass(frozen=True, slots=True)
class _Span:
    """What must be done within ``days`` and falls due in ``quarter``."""

    quarter: Quarter
    days: int

    def due(self, begun: date) -> date:
        """Return the last day of the time allowed; the first day does not count."""
        return begun + timedelta(days=self.days)

    def falls_due(self, begun: date) -> bool:
        return self.due(begun) in self.quarter

    def note(self, begun: Iterable[_Told]) -> str:
        """Say how many came from the quarter before, and how many go over to the next."""
        start, end = self.quarter.start, self.quarter.end
        days = [each.day for each in begun]
        before = sum(1 for day in days if day < start and self.falls_due(day))
        after = sum(1 for day in days if start <= day < end <= self.due(day))
        told = [f"含上季度开始、期限在本季度的 {before} 项"] if before else []
        told += [f"另有 {after} 项期限在本季度之后，归期限所在季度"] if after else []
        return "；".join(told)


def _filled(places: list[_Told], replacements: list[_Told]) -> dict[_Told, date]:
    """Give each place the day of its replacement, one for one."""
    ends: dict[_Told, date] = {}
    for each in replacements:
        place = next(
            (
                place
                for place in sorted(places, key=_Told.order)
                if place not in ends and each.fills in place.names()
            ),
            None,
        )
        if place is not None:
            ends[place] = each.day
    return ends


def _answered(demands: list[_Told], returned: list[_Told]) -> dict[_Told, date]:
    """Give each demand the day on which that person was returned, one for one."""
    ends: dict[_Told, date] = {}
    used: set[_Told] = set()
    for demand in demands:
        answer = next(
            (
                each
                for each in returned
                if each not in used and each.who == demand.who and each.day >= demand.day
            ),
            None,
        )
        if answer is not None:
            used.add(answer)
            ends[demand] = answer.day
    return ends


def _figure(
    name: str, span: _Span, ends: dict[_Told, date | None], as_of: date, note: str
) -> Figure:
    misses: list[Miss] = []
    on_time = running = 0
    for each, end in ends.items():
        due = span.due(each.day)
        begun = f"{each.day} {each.record.event}，期限至 {due}"
        if end is not None and end <= due:
            on_time += 1
        elif end is not None:
            misses.append(Miss(each.record.cell, f"超时：{begun}，实为 {end}"))
        elif as_of > due:
            misses.append(Miss(each.record.cell, f"逾期未办：{begun}"))
        else:
            running += 1
    told = [note, f"另有 {running} 项未到期，未计入" if running else ""]
    note = "；".join(filter(None, told))
    return Figure(name, VENDOR, on_time, tuple(sorted(misses)), note, weighed=True)


def _unplaced(replacements: list[_Told], known: set[str], quarter: Quarter) -> Iterator[str]:
    """Name the replacements that fill no place that 人员 knows of."""
    mine = [each for each in replacements if each.day in quarter]
    blank = sorted(each.record.cell for each in mine if not each.record.vacancy)
    other = sorted(each.record.cell for each in mine if each.fills and each.fills not in known)
    if blank:
        yield f"到岗而未写「对应空缺」，未作为补充计入：{'、'.join(blank)}"
    if other:
        yield f"「对应空缺」不是登记的空缺、离职或退回，未作为补充计入：{'、'.join(other)}"


def _undemanded(
    returned: list[_Told], demands: dict[_Told, date], quarter: Quarter
) -> Iterator[str]:
    asked = {(demand.who, day) for demand, day in demands.items()}
    cells = [
        each.record.cell
        for each in returned
        if (each.who, each.day) not in asked and each.day in quarter
    ]
    if cells:
        yield f"退回而没有在先的「要求退回」：{'、'.join(sorted(cells))}"


def _faults(records: Sequence[Staff], quarter: Quarter, terms: StaffTerms) -> Iterator[CellFault]:
    carried = terms.replaced_within if quarter.number > 1 else 0
    first = quarter.start - timedelta(days=carried)
    for record in records:
        if record.date is not None and not first <= record.date < quarter.end:
            continue
        if (wrong := _fault(record, terms)) is not None:
            yield wrong


def _fault(record: Staff, terms: StaffTerms) -> CellFault | None:
    def fault(header: str, kind: str, value: str, message: str) -> CellFault:
        return CellFault(record.cells.get(header, record.cell), kind, value, message)

    event = record.event
    if not any(
        event in words for words in (terms.vacant, terms.filled, terms.demanded, terms.returned)
    ):
        listed = "、".join(terms.shown)
        said = f"事件无法识别 “{event}”" if event else "事件未填"
        return fault("事件", "事件无法识别", event, f"{said}，应为 {listed} 之一")
    if record.date is None:
        return fault("日期", "日期未填", "", f"{event}的日期未填，无从计算期限")
    labelled = event in terms.vacant and record.vacancy
    if not record.name and not labelled and event not in terms.filled:
        return fault("姓名", "姓名未填", "", f"{event}的姓名未填，无从对应")
    return None

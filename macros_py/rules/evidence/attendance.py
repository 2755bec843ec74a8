"""勤务管理: lateness and early leave in minutes (附件1 二.1(1), 附件2)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from macros_py.rules.deadlines.faults import FUTURE
from macros_py.rules.deadlines.stages import VENDOR
from macros_py.rules.evidence.weighed_figures import CellFault, Figure, Findings, Miss
from macros_py.rules.terms.contract import Item
from macros_py.rules.terms.evidence_terms import AttendanceTerms
from macros_py.rules.terms.quarters import Quarter
from workbook.values.records import Attendance as AttendanceRow
from workbook.values.text import key


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One record of 考勤; ``option`` is what 附件2 says of it, blank where it says nothing."""

    day: date
    name: str
    kind: str
    minutes: Decimal | None
    option: str
    cell: str


@dataclass(frozen=True, slots=True)
class Attendance:
    """What 考勤 says of a quarter.

    ``longest`` is the team's longest lateness in minutes, None where that cannot be told; ``own``
    is that of each person whom the sheet names anywhere.
    """

    occurrences: tuple[Occurrence, ...]
    findings: Findings
    longest: Decimal | None
    own: Mapping[str, Decimal | None]


def boundary_note(item: Item, terms: AttendanceTerms) -> str:
    """Say how exactly 10 minutes are read: two options of 附件2 touch them."""
    better, worse = item.options[1], item.options[2]
    return (
        f"恰为{terms.within_minutes}分钟的按{better.points}分列示："
        f"「{better.label}」与「{worse.label}」都含本数（民法典第1259条），由验收人员认定"
    )


def attendance_of(
    records: Sequence[AttendanceRow],
    quarter: Quarter,
    item: Item,
    terms: AttendanceTerms,
    as_of: date,
) -> Attendance:
    """Return what 考勤 says of a quarter for ``item`` 勤务管理, its options from best to worst.

    Lateness up to 10 minutes, 10 included, is the second option, more is the third. Whatever is
    neither lateness nor early leave is only listed. Without any record there is no ``longest``:
    silence is not full attendance; nor with one whose minutes 附件2 does not weigh. What is dated
    after ``as_of`` has not happened: it does not count, and is a doubt.
    """
    faults: dict[CellFault, str] = {}
    doubts: list[CellFault] = []
    found: list[Occurrence] = []
    for record in records:
        if record.date is not None and record.date not in quarter:
            continue
        if record.date is not None and record.date > as_of:
            cell = record.cells.get("日期", record.cell)
            said = f"考勤的日期 {record.date} 晚于截止时点，未计入"
            doubts.append(CellFault(cell, FUTURE, str(record.date), said))
        elif wrong := list(_faults(record, terms)):
            faults |= dict.fromkeys(wrong, record.name)
        elif record.date is not None:
            option = _option(record, item, terms)
            names = (record.name, record.kind)
            found.append(Occurrence(record.date, *names, record.minutes, option, record.cell))
    found.sort(key=lambda each: (each.day, each.name, each.kind, each.minutes or 0, each.cell))
    late = {
        each: each.minutes
        for each in found
        if each.kind in terms.timed and each.minutes is not None
    }
    misses = [
        Miss(each.cell, f"{each.day} {each.kind}{minutes:f}分钟")
        for each, minutes in late.items()
        if minutes > terms.within_minutes
    ]
    name = f"迟到、早退在{terms.within_minutes}分钟以内的次数"
    figure = Figure(name, VENDOR, len(late) - len(misses), tuple(misses))
    named = {key(record.name): record.name for record in reversed(records) if record.name}
    unclear = set(map(key, faults.values()))
    return Attendance(
        tuple(found),
        Findings((figure,), tuple(_notes(found, late, item, terms)), tuple(faults), tuple(doubts)),
        None if faults else _longest(found, terms),
        {
            name: None
            if person in unclear
            else _longest([each for each in found if key(each.name) == person], terms)
            for person, name in sorted(named.items())
        },
    )


def _longest(found: Sequence[Occurrence], terms: AttendanceTerms) -> Decimal | None:
    weighed = [each for each in found if each.kind in terms.timed or each.kind in terms.normal]
    if not found or len(weighed) < len(found):
        return None
    late = [each.minutes or Decimal(0) for each in found if each.kind in terms.timed]
    return max(late, default=Decimal(0))


def _faults(record: AttendanceRow, terms: AttendanceTerms) -> Iterator[CellFault]:
    def fault(header: str, kind: str, value: object, message: str) -> CellFault:
        return CellFault(record.cells.get(header, record.cell), kind, str(value), message)

    if record.date is None:
        yield fault("日期", "日期未填", "", "考勤的日期未填，不知属于哪个季度")
    if not record.kind:
        yield fault("类型", "类型未填", "", "考勤的类型未填，如 迟到、早退")
    known = record.kind in terms.timed or record.kind in terms.normal
    if not known and any(word in record.kind for word in terms.timed.shown):
        listed = " 或 ".join(terms.timed.shown)
        said = f"类型无法识别 “{record.kind}”，请写作 {listed}，分钟另填"
        yield fault("类型", "类型无法识别", record.kind, said)
    if record.minutes is not None and record.minutes < 0:
        yield fault("分钟", "分钟有误", record.minutes, f"分钟不能为负 “{record.minutes}”")
    elif record.kind in terms.timed and record.minutes is None:
        yield fault("分钟", "分钟未填", "", f"{record.kind}的分钟未填，附件2按分钟分档")


def _option(record: AttendanceRow, item: Item, terms: AttendanceTerms) -> str:
    if record.kind in terms.normal:
        return item.options[0].label
    if record.kind not in terms.timed or record.minutes is None:
        return ""
    if not record.minutes:
        return item.options[0].label
    return item.options[1 if record.minutes <= terms.within_minutes else 2].label


def _notes(
    found: Sequence[Occurrence],
    late: dict[Occurrence, Decimal],
    item: Item,
    terms: AttendanceTerms,
) -> Iterator[str]:
    if not found:
        yield "「考勤」本季度没有记录；没有记录不等于全勤"
    if late:
        total, longest = sum(late.values(), Decimal(0)), max(late.values())
        yield f"迟到、早退 {len(late)} 次，共 {total:f} 分钟，最长一次 {longest:f} 分钟"
    if unnamed := [each.cell for each in found if not each.name]:
        yield f"姓名未填的只计入全队：{'、'.join(unnamed)}"
    if terms.within_minutes in late.values():
        yield boundary_note(item, terms)
    others = Counter(
        each.kind
        for each in found
        if each.kind not in terms.timed and each.kind not in terms.normal
    )
    if others:
        listed = "、".join(f"{kind} {count} 次" for kind, count in sorted(others.items()))
        yield f"{listed}：附件2没有按分钟分档，由验收人员评定"

"""How cases were handled: units, lost cases, stages, repeats, suspensions (附件1 一.2–一.5)."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from macros_py.desk.reports.blocks import (
    LISTED,
    Block,
    Chart,
    Column,
    Kind,
    Row,
    Table,
    Text,
    Value,
    shown,
)
from macros_py.desk.reports.sentences import ranked_text, say
from macros_py.desk.reports.study import Study
from macros_py.rules.deadlines.stages import OF_UNITS, STAGES
from macros_py.rules.deadlines.status import TEXTS, Status
from macros_py.rules.periods.lost import MISSED
from macros_py.rules.periods.rate_counts import ANSWERED, RATES, Rate
from macros_py.rules.rates.rates import ANSWERS
from macros_py.rules.terms.percentages import percent
from workbook.ledger.headers import template_header
from workbook.values.text import NOTHING

NAME = Column("名称", Kind.TEXT, 5)
SHARES = tuple(Column(name, Kind.SHARE, 2) for name in RATES)
TOP = 10
"""How many of the finest categories, and of the reasons, are shown."""


LACKING = "lacking."
"""How the key of a sentence begins that names a column which the ledger lacks; then its field."""


def lacking(field: str, what: str) -> Text:
    """Say which column is missing, and what is not counted without it."""
    text = say("lacking", name=template_header(field), what=what)
    return Text(f"{LACKING}{field}.{what}", text)


def _gains(points: Sequence[Rate]) -> str:
    """Return what a case is worth to the rates in one cell, without those that it leaves.

    ``解决+0.1 满意+0.2``; 0.0 where it leaves all, — where none can be told.
    """
    told = [
        f"{rate.removesuffix('率')}{shown(gain, Kind.POINTS)}"
        for rate, gain in zip(RATES, points, strict=True)
        if gain is not None and percent(gain)
    ]
    return " ".join(told) or (NOTHING if set(points) == {None} else "0.0")


class Handling:
    """The blocks of sections 4 to 7."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def units(self) -> Iterator[Block]:
        """Yield 三率表 and 办理时限 of the units."""
        study = self._study
        if not study.has("unit"):
            yield lacking("unit", "承办单位办理质量")
            return
        units = study.units
        yield Text("ranked", ranked_text(study.ranking))
        ranked = [unit for unit in units if unit.rank is not None]
        series = [(name, [unit.rates.rates[i] for unit in ranked]) for i, name in enumerate(RATES)]
        names = [unit.name for unit in ranked]
        yield Chart("rates_chart", "承办单位三率", "column", names, series, percent=True)
        columns = (
            *(Column("名次"), NAME, Column("受理"), Column("有效回访")),
            *(Column(title, word=False) for title in ANSWERED),
            *(*SHARES, Column("环比（百分点）", Kind.POINTS)),
        )
        rows = []
        for unit in units:
            counts = unit.rates
            cells = [unit.rank, unit.name, counts.received, *counts.told, *counts.rates]
            rows.append(Row(unit.name, [*cells, study.moved(unit.moved)]))
        yield Table("rates", "三率表", columns, rows)
        columns = (
            *(Column("名次", word=False), NAME),
            *(Column(f"{stage.name}按时率", Kind.SHARE) for stage in OF_UNITS),
            *(Column(title) for title in ("超时", "逾期", "退回", "挂账")),
            *(Column(title, Kind.HOURS) for title in ("办结中位（小时）", "九成（小时）")),
        )
        rows = [
            Row(
                unit.name,
                [
                    *(unit.rank, unit.name, *unit.on_time, unit.late, unit.overdue),
                    *(unit.returned, unit.suspended, unit.median, unit.ninety),
                ],
            )
            for unit in units
        ]
        yield Table("quality", "办理时限", columns, rows)

    def lost(self) -> Iterator[Block]:
        """Yield the cases that lost a rate, and what each is worth."""
        study = self._study
        for field, rate in zip(ANSWERS, RATES, strict=True):
            if not study.has(field):
                yield lacking(field, rate)
        lost = study.lost
        asked = [study.has(field) for field in ANSWERS]
        sizes = [
            sum(name in case.missed for case in lost) if has else None
            for name, has in zip(MISSED, asked, strict=True)
        ]
        slots = dict(zip(("first", "second", "third"), sizes, strict=True))
        yield Text("lost", say("lost", count=len(lost) if any(asked) else None, **slots))
        if not any(asked):
            return
        columns = (
            *(Column("工单编号", Kind.TEXT, 10), Column("分类", Kind.TEXT, 4)),
            *(Column("村社区", Kind.TEXT, 4), Column("承办单位", Kind.TEXT, 4)),
            *(Column("失分项", Kind.TEXT, 4), Column("不纳入考核", Kind.TEXT, 3)),
            *(Column(f"办好后{name}（百分点）", Kind.POINTS, 2, word=False) for name in RATES),
            *(Column(f"剔除后{name}（百分点）", Kind.POINTS, 2, word=False) for name in RATES),
            Column("办好后（百分点）", Kind.POINTS, 5, book=False),
            Column("剔除后（百分点）", Kind.POINTS, 5, book=False),
            Column("失分原因", Kind.HUMAN, 5),
        )
        finest, categorised = study.categories, study.has("category")
        rows = []
        for case in lost:
            gains = {gain.rate: gain for gain in case.gains}
            solved, excluded = (
                [getattr(gains[name], side) if name in gains else None for name in RATES]
                for side in ("if_solved", "if_excluded")
            )
            rows.append(
                Row(
                    study.case_key(case.row),
                    [
                        study.case(case.row),
                        finest.shown[finest.finest.codes[case.row]] if categorised else NOTHING,
                        study.text(case.row, "place"),
                        study.text(case.row, "unit"),
                        "、".join(case.missed),
                        study.text(case.row, "excluded"),
                        *(*solved, *excluded, _gains(solved), _gains(excluded), ""),
                    ],
                )
            )
        yield Table("lost_cases", "工单清单", columns, rows)
        if len(lost) > LISTED:
            yield Text("cut", say("cut", count=LISTED, rest=len(lost) - LISTED))

    def funnel(self) -> Iterator[Block]:
        """Yield how far cases came, and the reasons for returning and suspending them."""
        study = self._study
        for stage in STAGES:
            if not study.has(stage.done):
                yield lacking(stage.done, stage.name)
        steps = study.steps
        reached = [study.told(step, step.reached) for step in steps[:6]]
        names = [step.stage.name for step in steps[:6]]
        yield Chart("funnel_chart", "各环节到达件数", "bar", names, [("到达", reached)])
        statuses = (Status.AT_RISK, Status.NOT_DUE, Status.UNDETERMINED, Status.FAULTY)
        others = (*statuses, Status.EXEMPT, Status.CALLED_BACK, Status.TO_CALL_BACK)
        told = {status for step in steps for status in others if step.count(status)}
        columns = (
            *(Column("环节", Kind.TEXT, 3), Column("到达"), Column("按时"), Column("超时")),
            Column("逾期未办"),
            *(Column(TEXTS[status], word=status in told) for status in others),
            *(Column(title, Kind.HOURS) for title in ("中位（小时）", "九成（小时）")),
            Column("为何办不了", Kind.HUMAN, 5),
        )
        main = (Status.ON_TIME, Status.LATE, Status.OVERDUE)
        rows = []
        for step in study.steps:
            counts = [step.reached, *(step.count(status) for status in (*main, *others))]
            each, name = [study.told(step, count) for count in counts], step.stage.name
            rows.append(Row(name, [name, *each, step.median, step.ninety, ""]))
        yield Table("funnel", "各环节到达情况", columns, rows)
        untimed = [f"{step.stage.name}{step.untimed}件" for step in study.steps if step.untimed]
        if untimed:
            yield Text("untimed", say("untimed", names="、".join(untimed)))
        for field, done, cases in (
            ("return_reason", "退单原因", study.times.returned),
            ("suspend_reason", "挂账原因", study.suspended),
        ):
            if not study.has(field):
                yield lacking(field, done)
                continue
            rows = [Row(name, [name, n]) for name, n in study.answered(field, cases).items()]
            yield Table(field, done, (Column(done, Kind.TEXT, 8), Column("件数")), rows[:TOP])

    def repeats(self) -> Iterator[Block]:
        """Yield repeats, ages of open and suspended cases, and 不纳入考核."""
        study = self._study
        repeating = study.repeating
        cases = int(np.count_nonzero(study.rows & repeating.marks))
        if not repeating.joins:
            yield lacking(repeating.lacks, "重复诉求")
        elif repeating.chains is None:
            yield Text("repeats", say("marked", cases=cases))
        else:
            sizes = repeating.chains.sizes_of(study.rows).tolist()
            text = say(
                "repeats",
                name=repeating.reading,
                groups=len(sizes),
                cases=cases,
                two=sizes.count(2),
                three=sizes.count(3),
                more=sum(size >= 4 for size in sizes),
            )
            yield Text("repeats", text + say("unmatched", count=repeating.unmatched(study.rows)))
        for field, key, title, counts in (
            ("suspended_at", "suspended", "期末挂账时长", study.suspensions),
            ("closed_at", "ages", "期末未办结时长", study.ages),
        ):
            if not study.has(field):
                yield lacking(field, title)
                continue
            bands: Mapping[str, Value] = dict(counts())
            rows = [Row(name, [name, n]) for name, n in bands.items()]
            yield Table(key, title, (Column("时长", Kind.TEXT, 6), Column("件数")), rows)
        if study.has("closed_at"):
            ages = study.ages()
            series = [("件数", list(ages.values()))]
            yield Chart("ages_chart", "期末未办结时长", "column", list(ages), series)
        if not study.has("excluded"):
            yield lacking("excluded", "不纳入考核")
            return
        found = study.answered("excluded")
        passed, refused, waiting = (found.get(word, 0) for word in ("是", "驳回", "待复核"))
        applied = passed + refused + waiting
        slots = {"applied": applied, "passed": passed, "refused": refused, "waiting": waiting}
        yield Text("excluded", say("excluded", **slots))

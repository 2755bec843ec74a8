"""The nine sections of a report, from a period's study (附件1 一.4, 二.2(4))."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np

from macros_py.desk.reports.blocks import (
    Block,
    Chart,
    Column,
    Human,
    Kind,
    Report,
    Row,
    Section,
    Table,
    Text,
    Value,
    moment_text,
)
from macros_py.desk.reports.handling import NAME, SHARES, TOP, Handling, lacking
from macros_py.desk.reports.sentences import change_text, rates_text, rounded_text, say
from macros_py.desk.reports.study import Group, Study
from macros_py.desk.reports.trends import Trends
from macros_py.rules.deadlines.stages import RANKED, STAGES
from macros_py.rules.deadlines.status import TEXTS, Status
from macros_py.rules.periods.groups import Groups
from macros_py.rules.periods.period import Kind as PeriodKind
from macros_py.rules.terms.percentages import per, percent
from workbook.ledger.headers import template_header
from workbook.values.text import masked

KINDS = {PeriodKind.WEEK: "周汇总", PeriodKind.MONTH: "月分析", PeriodKind.CYCLE: "月分析"}
OTHER_KIND = "诉求分析报告"


def report_of(study: Study, people: Mapping[str, int], source: str) -> Report:
    """Put a study's figures into the sections of the report.

    ``people``: the inhabitants of each village. ``source``: the ledger's file name.
    """
    parts, handling = _Parts(study, people), Handling(study)
    period = study.period
    kind = KINDS.get(period.kind, OTHER_KIND)
    title = f"{study.judged.in_force.settings.text('甲方')}接诉即办{kind}"
    return Report(
        kind,
        masked(title),
        period.label,
        f"{kind}_{period.name}",
        Section("领导版", "领导版", list(parts.leader())),
        [
            Section("总体情况", "总体情况", list(parts.whole())),
            Section("诉求类别与高频诉求", "诉求类别", list(parts.categories())),
            Section("村社区情况", "村社区", list(parts.places())),
            Section("承办单位办理质量", "承办单位", list(handling.units())),
            Section("失分工单", "失分工单", list(handling.lost())),
            Section("办理卡点", "办理卡点", list(handling.funnel())),
            Section("重复、挂账与不纳入考核", "重复挂账", list(handling.repeats())),
            Section("趋势", "趋势", list(parts.trend())),
            Section("典型案例、工作建议与领导意见", "典型案例", list(parts.typical())),
        ],
        parts.readings(),
        study.judged.banners,
        (f"截至{moment_text(study.judged.verdicts.as_of)}", f"来源：{masked(source)}"),
    )


class _Parts:
    """The blocks of each section."""

    def __init__(self, study: Study, people: Mapping[str, int]) -> None:
        self._study, self._people, self._trends = study, people, Trends(study)

    def leader(self) -> Iterator[Block]:
        yield from self._head("leader")
        study = self._study
        rows = [
            Row(name, [name, change_text(study.change(span), base)])
            for name, span, base in (
                ("环比", study.comparison.previous, "上期"),
                ("同比", study.comparison.year, "上年同期"),
            )
        ]
        columns = (Column("比较", Kind.TEXT, 3), Column("受理件数变化", Kind.TEXT, 6))
        yield Table("leader_change", "受理变化", columns, rows)
        if study.has("category"):
            yield self._short("leader_categories", "诉求类别（前5）", study.categories.first)
        if study.has("place"):
            yield self._short("leader_places", "村社区（前5）", study.places)
        yield from self._surges("leader")
        yield self._trend_chart("leader_trend")

    def whole(self) -> Iterator[Block]:
        yield from self._head("whole")
        study = self._study
        changes = "".join(
            say(
                "change",
                name=name,
                span=span.period.span,
                change=change_text(study.change(span), base),
            )
            for name, span, base in (
                (study.period.kind.value, study.comparison.previous, "上期"),
                ("上年同期", study.comparison.year, "上年同期"),
            )
        )
        yield Text("changes", changes)
        times = study.times
        parts = []
        if times.covered_from is not None:
            parts.append(say("covered", day=f"{times.covered_from:%Y-%m-%d}"))
        if times.outside:
            parts.append(say("outside", unreadable=times.unreadable, duplicates=times.duplicates))
        raised = times.raised_within(study.elapsed.start, study.elapsed.end).tolist()
        if raised:
            names = "、".join(study.case(row) for row in raised)
            parts.append(say("raised", count=len(raised), names=names))
        yield Text("outside", "".join(parts) or say("empty"))
        for field, what in (("returned_at", "退回件数"), ("closed_at", "办结和未办结件数")):
            if not study.has(field):
                yield lacking(field, what)
        if "callback_valid" in study.rates.lacking:
            yield lacking("callback_valid", "有效回访")
        for field in ("channel", "system"):
            title = template_header(field)
            if not study.has(field):
                yield lacking(field, title)
                continue
            columns = (NAME, Column("受理"), Column("占比", Kind.SHARE))
            found = self._groups(study.groups_of(field))
            rows = [Row(group.name, [group.name, group.received, group.share]) for group in found]
            yield Table(field, f"{title}分布", columns, rows)

    def categories(self) -> Iterator[Block]:
        study = self._study
        if not study.has("category"):
            yield lacking("category", "诉求类别")
            return
        first = self._groups(study.categories.first)
        columns = (NAME, Column("受理"), Column("占比", Kind.SHARE), Column("环比", Kind.TEXT, 4))
        rows = [Row(g.key, [g.name, g.received, g.share, change_text(g.change)]) for g in first]
        yield Table("categories", "一级分类", columns, rows)
        if note := rounded_text(group.share for group in first):
            yield Text("categories_sum", note)
        top = self._groups(study.categories.finest, study.categories.shown)[:TOP]
        finest = (
            *(NAME, Column("受理"), Column("占比", Kind.SHARE), *SHARES[1:]),
            *(Column("重复"), Column("主要反映", Kind.HUMAN, 6)),
        )
        rows = [
            Row(g.key, [g.name, g.received, g.share, *g.rates.rates[1:], g.repeats, ""])
            for g in top
        ]
        yield Table("top", f"高频诉求（前{TOP}）", finest, rows)
        names, counts = [g.name for g in top], [g.received for g in top]
        yield Chart("top_chart", "高频诉求", "bar", names, [("受理", counts)])

    def places(self) -> Iterator[Block]:
        study = self._study
        if not study.has("place"):
            yield lacking("place", "村社区")
            return
        found = study.grouped(study.places)
        per_people = [Column("每百人", Kind.TEXT)] if self._people else []
        columns = (
            *(NAME, Column("受理"), Column("占比", Kind.SHARE), Column("环比", Kind.TEXT, 6)),
            *(Column("响应率", Kind.SHARE, 2, word=False), *SHARES[1:]),
            *(Column("未办结"), Column("重复"), *per_people, Column("原因", Kind.HUMAN, 5)),
        )
        rows = [
            Row(
                g.name,
                [
                    *(g.name, g.received, g.share, change_text(g.change), *g.rates.rates),
                    *(g.open_at_end, g.repeats, *self._per_people(g), ""),
                ],
            )
            for g in found
        ]
        yield Table("places", "村社区", columns, rows)
        notes = rounded_text(g.share for g in found if g.received)
        if self._people:
            notes += say("people")
        if notes:
            yield Text("places_notes", notes)
        if study.has("category"):
            yield self._heat()

    def trend(self) -> Iterator[Block]:
        points = self._trends.points
        ranges = self._study.period.kind is PeriodKind.RANGE
        columns = [
            *([] if ranges else [Column("期间", Kind.TEXT, 5)]),
            *(Column("起止", Kind.TEXT, 7), Column("受理"), Column("上年同期")),
        ]
        rows = [
            Row(
                p.period.name,
                [*([] if ranges else [p.period.label]), p.period.span, p.received, p.year_before],
            )
            for p in points
        ]
        yield Table("trend", "各期受理件数", columns, rows)
        yield self._trend_chart("trend_chart")
        yield from self._surges("surges")
        yield Human("outlook", "研判")

    def typical(self) -> Iterator[Block]:
        study = self._study
        rows = study.overdue_longest()
        if study.has("closed_at"):
            text = say("typical", count=len(rows)) if rows else say("typical_none")
            yield Text("typical", text)
        else:
            yield lacking("closed_at", "典型案例")
        if rows:
            columns = (
                *(Column("工单编号", Kind.TEXT, 6), Column("承办单位", Kind.TEXT, 4)),
                Column("经过", Kind.TEXT, 12),
            )
            listed = []
            for row in rows:
                cells = [study.case(row), study.text(row, "unit"), self._history(row)]
                listed.append(Row(study.case_key(row), cells))
            yield Table("typical_cases", "办理经过", columns, listed)
        yield Human("cases", "典型案例")
        yield Human("advice", "工作建议")
        yield Human("opinion", "领导意见")

    def readings(self) -> Table:
        study = self._study
        first = {
            "期间": study.period.named,
            "重复口径": study.repeating.reading,
            "排名依据": study.ranking.by,
            "最小样本": str(study.ranking.least),
        }
        rows = [
            *(first | study.judged.in_force.settings.readings()).items(),
            ("分位数", "第⌈p·n⌉件，退回的不计，未办结的（含挂账）排在最后"),
            ("突增", "不少于5件，且按前8期日均以泊松分布计算的概率小于1%"),
        ]
        columns = (Column("口径", Kind.TEXT, 4), Column("取值", Kind.TEXT, 10))
        return Table("readings", "口径说明", columns, [Row(key, [key, v]) for key, v in rows])

    def _head(self, key: str) -> Iterator[Block]:
        """Yield the flow and the rates, with which the report and its first page begin."""
        study = self._study
        slots, received = study.flow, study.balance.received
        text = say("flow", period=study.period.named, **slots) + say("sum", **slots)
        if not received:
            text += say("none")
        else:
            days = study.covered_days
            pattern = "daily" if days == study.days else "daily_covered"
            daily = percent(Fraction(received) / days / 100)
            text += say(pattern, number=daily, days=f"{percent(days / 100).normalize():f}")
        if study.elapsed.running:
            text += say("running", moment=moment_text(study.elapsed.as_of))
        yield Text(f"{key}_flow", text)
        counts = study.rates
        yield Text(f"{key}_rates", say("rates", counted=counts.told[0], rates=rates_text(counts)))

    def _groups(self, groups: Groups, shown: Sequence[str] | None = None) -> list[Group]:
        return [group for group in self._study.grouped(groups, shown) if group.received]

    def _short(self, key: str, title: str, groups: Groups) -> Table:
        columns = (NAME, Column("受理"), Column("占比", Kind.SHARE), Column("解决率", Kind.SHARE))
        rows = [
            Row(g.name, [g.name, g.received, g.share, g.rates.rates[1]])
            for g in self._groups(groups)[:5]
        ]
        return Table(key, title, columns, rows)

    def _per_people(self, group: Group) -> list[Value]:
        if not self._people:
            return []
        people = self._people.get(group.name, 0)
        return [per(100, group.received, people) if people > 0 else None]

    def _heat(self) -> Table:
        """Return how many cases of each first-level category came from each village."""
        study = self._study
        firsts, places = study.categories.first, study.places
        order = [
            code
            for code in np.argsort(-firsts.counts(study.rows), kind="stable").tolist()
            if firsts.counts(study.rows)[code]
        ][:8]
        names = [firsts.names[code] for code in order]
        counts = [places.counts(study.rows & (firsts.codes == code)) for code in order]
        totals = places.counts(study.rows)
        rows = [
            Row(places.names[i], [places.names[i], *(int(c[i]) for c in counts)])
            for i in np.argsort(-totals, kind="stable").tolist()
            if totals[i]
        ]
        columns = (Column("村社区", Kind.TEXT, 5), *(Column(name) for name in names))
        return Table("heat", "村社区与诉求类别", columns, rows, heat=True)

    def _surges(self, key: str) -> Iterator[Block]:
        trends = self._trends
        if not trends.before:
            yield Text(f"{key}_tested", say("untested"))
            return
        found, tested = trends.surges
        text = say("tested", spans=len(trends.before), tested=tested, found=len(found))
        for surge in found:
            if surge.expected:
                expected = percent(surge.expected / 100)
                text += say("surge", name=surge.name, count=surge.count, expected=expected)
            else:
                text += say("surge_none", name=surge.name, count=surge.count)
        yield Text(f"{key}_tested", text)

    def _trend_chart(self, key: str) -> Chart:
        points = self._trends.points
        series: list[tuple[str, Sequence[Value]]] = [("受理", [p.received for p in points])]
        if any(point.year_before is not None for point in points):
            series.append(("上年同期", [point.year_before for point in points]))
        return Chart(key, "各期受理件数", "line", [p.period.name for p in points], series)

    def _history(self, row: int) -> str:
        """Return a case's stages with their times and statuses."""
        judged = self._study.judged
        frame = judged.ledger.frame
        parts = [f"派单{_time(frame['dispatched_at'].iat[row])}"]
        for stage in STAGES:
            status = Status(int(judged.verdicts.status[stage.name][row]))
            if status in (Status.NOT_APPLICABLE, Status.NOT_STARTED):
                continue
            when = "" if stage is RANKED[-1] else _time(frame[stage.done].iat[row])
            parts.append(f"{stage.name}{when}{TEXTS[status]}")
        return "；".join(parts)


def _time(value: object) -> str:
    text = str(value)
    return "" if text == "NaT" else text[:16]

"""The pages of a district's workbook, from its figures."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from macros_py.desk.lists import text_table
from macros_py.desk.reports.blocks import (
    Block,
    Chart,
    Column,
    Kind,
    Report,
    Row,
    Section,
    Table,
    Text,
    Value,
    moment_text,
)
from macros_py.desk.reports.sentences import change_text, ranked_text, rates_text, say
from macros_py.desk.reports.standing import Standing
from macros_py.district.district_figures import DistrictFigures
from macros_py.rules.deadlines.status import TEXTS, Status
from macros_py.rules.periods.comparison import Change
from macros_py.rules.periods.rate_counts import ANSWERED, RATES
from workbook.values.text import masked

PAGE = "全区分析"
WHOLE, OTHERS = "全区", "其余各类"
DRAWN, MOST = 20, 11
"""How many townships a chart shows, and how many categories the heat map has beside 其余各类."""

_NAME = Column("乡镇", Kind.TEXT, 4)
_SHOWN = (Status.ON_TIME, Status.LATE, Status.OVERDUE, Status.FAULTY, Status.UNDETERMINED)


@dataclass(frozen=True)
class Unread:
    """A ledger that could not be read, and why."""

    township: str
    ledger: str
    message: str


def report_of(
    figures: DistrictFigures,
    unread: Sequence[Unread],
    passed_over: Sequence[tuple[str, str]],
    folder: str,
) -> Report:
    """Return the whole workbook; ``passed_over``: what else lies in the folder, and why not."""
    pages = _Pages(figures)
    elapsed = figures.elapsed
    by_township = Counter(each.township for each in unread)
    sections = [
        Section("各环节按时率", "各环节", list(pages.stages())),
        Section("乡镇与诉求类别", "诉求类别", list(pages.categories())),
        Section("评价口径", "评价口径", list(pages.schemes())),
        Section("数据质量", "数据质量", list(pages.quality())),
        Section("问题", "问题", list(pages.problems(unread, passed_over))),
    ]
    return Report(
        PAGE,
        "全区接诉即办分析",
        f"{elapsed.period.label} {elapsed.period.span}",
        f"{PAGE}_{elapsed.period.name}",
        Section("全区排名", "全区排名", list(pages.ranking(by_township))),
        sections,
        pages.readings(),
        figures.banners,
        (f"截至{moment_text(elapsed.as_of)}", f"来源：{masked(folder)}"),
    )


class _Pages:
    """The blocks of each page."""

    def __init__(self, figures: DistrictFigures) -> None:
        self._figures = figures

    @property
    def _whole(self) -> str:
        """What the district is called beside its townships, of which one may be called 全区."""
        names = {each.name for each in self._figures.townships}
        return next(name for name in (WHOLE, f"{WHOLE}合计", f"（{WHOLE}）") if name not in names)

    def ranking(self, unread: Mapping[str, int]) -> Iterator[Block]:
        figures, elapsed = self._figures, self._figures.elapsed
        ledgers = sum(len(each.ledgers) for each in figures.townships)
        said = f"{len(figures.townships)}个乡镇、{ledgers}本台账，受理{figures.rates.received}件"
        if unread:
            said += f"；另有{sum(unread.values())}本读不了，见「问题」"
        rates = say("rates", counted=figures.rates.told[0], rates=rates_text(figures.rates))
        yield Text("whole", f"{said}。{rates}")
        if elapsed.running:
            yield Text("running", say("running", moment=moment_text(elapsed.as_of)))
        yield Text("ranked", ranked_text(figures.ranking))
        best = [each for each in figures.standings if each.rank is not None][:DRAWN]
        names = [each.name for each in best]
        series = [(name, [each.counts.rates[i] for each in best]) for i, name in enumerate(RATES)]
        title = "各乡镇三率" if len(best) < DRAWN else f"各乡镇三率（前{DRAWN}名）"
        yield Chart("rates_chart", title, "column", names, series, percent=True)
        columns = (
            *(Column("名次"), _NAME, Column("受理"), Column("受理环比", Kind.TEXT, 4)),
            *(Column("有效回访"), *(Column(title) for title in ANSWERED)),
            *(Column(name, Kind.SHARE) for name in RATES),
            *(Column("环比（百分点）", Kind.POINTS), Column("读不了的台账")),
        )
        rows = [
            _ranked(each, figures.townships[each.index].change, unread.get(each.name, 0))
            for each in figures.standings
        ]
        whole = Standing(-1, self._whole, None, figures.rates, figures.moved)
        rows.append(_ranked(whole, figures.change, sum(unread.values())))
        yield Table("ranking", "乡镇排名", columns, rows)

    def stages(self) -> Iterator[Block]:
        figures = self._figures
        names = [count.stage.name for count in figures.stages]
        shares = [count.share for count in figures.stages]
        yield Chart(
            "stages_chart", "各环节按时率", "column", names, [("按时率", shares)], percent=True
        )
        columns = (
            *(Column("环节", Kind.TEXT), Column("责任方", Kind.TEXT)),
            *(Column(TEXTS[status]) for status in _SHOWN),
            Column("按时率", Kind.SHARE),
        )
        rows = [
            Row(
                count.stage.name,
                [
                    *(count.stage.name, count.stage.owner),
                    *(count.counts.get(status, 0) for status in _SHOWN),
                    count.share,
                ],
            )
            for count in figures.stages
        ]
        yield Table("stages", "全区各环节", columns, rows)
        columns = (_NAME, *(Column(name, Kind.SHARE) for name in names))
        rows = [
            Row(each.name, [each.name, *(count.share for count in each.stages)])
            for each in figures.townships
        ]
        rows.append(Row(self._whole, [self._whole, *shares]))
        yield Table("stage_shares", "各乡镇按时率", columns, rows)

    def categories(self) -> Iterator[Block]:
        figures = self._figures
        top = list(figures.categories)[:MOST]
        rest = len(figures.categories) > len(top)
        counts = [figures.categories[name] for name in top]
        yield Chart("categories_chart", "诉求类别", "bar", top, [("受理", counts)])
        columns = (_NAME, *map(Column, top), *([Column(OTHERS)] if rest else []))
        rows = [
            Row(each.name, [each.name, *_spread(each.categories, top, rest=rest)])
            for each in figures.townships
        ]
        yield Table("categories", "乡镇与诉求类别", columns, rows, heat=True)

    def schemes(self) -> Iterator[Block]:
        figures = self._figures
        columns = (
            *(_NAME, Column("评价口径", Kind.TEXT)),
            *(Column("满意率", Kind.SHARE), Column("综合成绩", Kind.SHARE)),
        )
        rows = [
            Row(
                f"{each.name}.{number}",
                [
                    each.name,
                    scheme.name,
                    scheme.satisfaction(each.rates),
                    scheme.composite(each.rates),
                ],
            )
            for each in figures.townships
            for number, scheme in enumerate(each.schemes)
        ]
        none = "设置里的「评价口径」没有填写。"
        yield Table("schemes", "按评价口径对照", columns, rows, none=none)
        differ = [
            (each.name, key, value, figures.settings.shown(key))
            for each in figures.townships
            for key, value in each.readings.items()
            if value != figures.settings.shown(key)
        ]
        yield text_table("与全区不同的口径", ("乡镇", "口径", "乡镇取值", "全区取值"), differ)

    def quality(self) -> Iterator[Block]:
        columns = (
            *(_NAME, Column("台账"), Column("行数"), Column("问题"), Column("每千行", Kind.SCORE)),
            *(Column("重复行"), Column("晚于截止时点"), Column("缺的列", Kind.TEXT, 8)),
        )
        rows = [
            Row(
                each.name,
                [
                    *(each.name, len(each.ledgers), each.rows, each.problems),
                    *(each.problems_per_thousand, each.repeated, each.future),
                    "、".join(each.missing),
                ],
            )
            for each in self._figures.townships
        ]
        yield Table("quality", "各乡镇数据质量", columns, rows)
        yield Text("quality_note", "问题按全部行计，不限本期；晚于截止时点的按件计，不在问题之内。")
        found = [each.problem_kinds for each in self._figures.townships]
        total = sum(found, Counter[str]())
        top = [kind for kind, _ in sorted(total.items(), key=lambda entry: (-entry[1], entry[0]))]
        kinds = (_NAME, *map(Column, top))
        rows = [
            Row(each.name, [each.name, *(counts[kind] for kind in top)])
            for each, counts in zip(self._figures.townships, found, strict=True)
            if counts
        ]
        yield Table("kinds", "各乡镇问题种类", kinds, rows, heat=True, none="无。")

    def problems(
        self, unread: Sequence[Unread], passed_over: Sequence[tuple[str, str]]
    ) -> Iterator[Block]:
        refused = [(each.township, each.ledger, each.message) for each in unread]
        yield text_table("读不了的台账", ("乡镇", "台账", "原因"), refused)
        yield text_table("没有读的文件和文件夹", ("名称", "原因"), passed_over)

    def readings(self) -> Table:
        figures = self._figures
        period, ranking = figures.elapsed.period, figures.ranking
        rows = [
            ("期间", f"{period.label} {period.span}"),
            ("环比", f"{figures.previous.label} {figures.previous.span}"),
            ("排名依据", ranking.by),
            ("最小样本", str(ranking.least)),
            *figures.settings.readings().items(),
        ]
        columns = (Column("口径", Kind.TEXT, 4), Column("取值", Kind.TEXT, 10))
        return Table("readings", "口径说明", columns, [Row(key, [key, v]) for key, v in rows])


def _ranked(standing: Standing, change: Change, unread: int) -> Row:
    counts = standing.counts
    cells: list[Value] = [standing.rank, standing.name, counts.received, change_text(change)]
    cells += [*counts.told, *counts.rates, standing.moved, unread]
    return Row(standing.name, cells)


def _spread(counts: Mapping[str, int], top: Sequence[str], *, rest: bool) -> list[Value]:
    """Return a township's counts of the categories shown, and of all others."""
    shown: list[Value] = [counts.get(name, 0) for name in top]
    if rest:
        shown.append(sum(n for name, n in counts.items() if name not in top))
    return shown

"""三率表 by several columns, of a ledger or a period, with and without 待复核 (rules 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from macros_py.desk.reports.blocks import (
    Block,
    Column,
    Kind,
    Report,
    Row,
    Section,
    Table,
    Text,
    moment_text,
)
from macros_py.desk.reports.report_json import period_json
from macros_py.desk.reports.sentences import ranked_text, rates_text, say
from macros_py.desk.reports.standing import Ranking, Standing, standings
from macros_py.desk.reports.study import Study
from macros_py.inputs.judged_ledger import JudgedLedger
from macros_py.rules.periods.groups import Groups
from macros_py.rules.periods.rate_counts import ANSWERED, RATES, RateCounts
from macros_py.rules.periods.schemes import Scheme
from macros_py.rules.rates.groupings import GROUPINGS, SPANS
from macros_py.rules.rates.rates import group_keys
from macros_py.rules.terms.percentages import share_text
from workbook.values.text import masked

PAGE = "三率"
_KEYS = (
    *("counted", "responded", "resolved", "satisfied", "fairly_satisfied"),
    *("dissatisfied", "unrated"),
)


@dataclass(frozen=True)
class RateTable:
    """The groups of each column, best first; ``decided`` leaves cases that are 待复核 out."""

    judged: JudgedLedger
    study: Study | None
    total: RateCounts
    decided: RateCounts
    groups: Mapping[str, Sequence[Standing]]
    decided_groups: Mapping[str, Mapping[str, RateCounts]]
    schemes: Sequence[Scheme] = ()

    @classmethod
    def of(cls, judged: JudgedLedger, by: Sequence[str], period: str | None) -> "RateTable":
        """Count by keys of ``GROUPINGS``.

        Raises PeriodError, QuarterError for a bad period, SettingError for a bad 评价口径.
        """
        study = Study.of(judged, period) if period else None
        cases, whole = judged.ledger.columns, judged.answers
        pending = np.asarray(cases["excluded"] == "待复核", dtype=bool)
        columns = replace(whole.columns, counted=whole.columns.counted & ~pending)
        decided = replace(whole, columns=columns)
        rows = study.rows if study else judged.first_rows
        ranking = Ranking.of(judged.in_force.settings)
        groups, without = {}, {}
        for key in by:
            grouped = Groups.of(group_keys(cases, key)).renamed(masked)
            before = study.before if study and key not in SPANS else None
            groups[key] = standings(whole, grouped, rows, before, ranking)
            counts = decided.by_group(grouped, rows)
            without[key] = {each.name: counts[each.index] for each in groups[key]}
        record = judged.in_force.evaluation
        schemes = [Scheme.of(each, whole.weight) for each in (record.schemes if record else ())]
        total, left = whole.counts(rows), decided.counts(rows)
        return cls(judged, study, total, left, groups, without, schemes)

    def json(self) -> dict[str, object]:
        """Return counts and rates; the latter as exact fractions, null where nothing is counted."""
        told: dict[str, object] = {"counted": self.total.told[0], **self.total.json()}
        if self.study is not None:
            told["period"] = period_json(self.study.period, running=self.study.elapsed.running)
        told["without_pending"] = {
            "counted": self.decided.told[0],
            **self.decided.json(),
        }
        told["schemes"] = [
            {
                "name": masked(scheme.name),
                "satisfaction": share_text(scheme.satisfaction(self.total)),
                "composite": share_text(scheme.composite(self.total)),
            }
            for scheme in self.schemes
        ]
        lists = {key: list(map(_group, found)) for key, found in self.groups.items()}
        if len(lists) > 1:
            return {**told, "by": list(lists), "groups": lists}
        return {**told, "by": next(iter(lists), None), "groups": next(iter(lists.values()), [])}

    def report(self, source: str) -> Report:
        """Return the page that shows every grouping."""
        as_of = moment_text(self.judged.verdicts.as_of)
        blocks: list[Block] = []
        for key, counts in (("total", self.total), ("decided", self.decided)):
            name = "" if key == "total" else "不含待复核："
            text = say("rates", counted=counts.told[0], rates=rates_text(counts))
            blocks.append(Text(key, name + text))
        blocks.append(Text("ranked", ranked_text(Ranking.of(self.judged.in_force.settings))))
        blocks += [self._table(key) for key in self.groups]
        if self.schemes:
            blocks.append(self._compared())
        period = self.study.period if self.study else None
        subtitle = period.named if period else "台账全部"
        if self.study and self.study.elapsed.running:
            subtitle += "，进行中"
        notes = (f"截至{as_of}", f"来源：{masked(source)}")
        return Report(
            PAGE,
            "三率表",
            subtitle,
            PAGE,
            Section(PAGE, PAGE, blocks),
            (),
            None,
            self.judged.banners,
            notes,
        )

    def _compared(self) -> Table:
        """Return the same cases as each row of 评价口径 weighs them."""
        columns = (
            *(Column("序号"), Column("评价口径", Kind.TEXT)),
            *(Column("满意率", Kind.SHARE), Column("综合成绩", Kind.SHARE)),
        )
        rows = []
        for number, scheme in enumerate(self.schemes, 1):
            name = masked(scheme.name)
            shares = scheme.satisfaction(self.total), scheme.composite(self.total)
            rows.append(Row(name, [number, name, *shares]))
        return Table("schemes", "按评价口径对照", columns, rows)

    def _table(self, key: str) -> Table:
        columns = (
            *(Column("名次"), Column("名称", Kind.TEXT), Column("受理"), Column("有效回访")),
            *(Column(title) for title in ANSWERED),
            *(Column(name, Kind.SHARE) for name in RATES),
            Column("环比（百分点）", Kind.POINTS),
            *(Column(f"不含待复核{name}", Kind.SHARE) for name in RATES),
        )
        rows = []
        for each in self.groups[key]:
            counts, without = each.counts, self.decided_groups[key][each.name]
            cells = [each.rank, each.name, counts.received, *counts.told, *counts.rates]
            compared = self.study if key not in SPANS else None
            moved = compared.moved(each.moved) if compared else None
            rows.append(Row(each.name, [*cells, moved, *without.rates]))
        return Table(key, f"按{GROUPINGS[key]}", columns, rows)


def _group(each: Standing) -> dict[str, object]:
    counts = each.counts
    return {
        "name": each.name,
        "rank": each.rank,
        "received": counts.received,
        **dict(zip(_KEYS, counts.told, strict=True)),
        **counts.json(),
        "moved": share_text(each.moved),
    }

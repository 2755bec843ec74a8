"""Every figure of a report, worked out again row by row, over random ledgers."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from macros_py.desk.reports.report_json import figures_json
from macros_py.desk.reports.study import Study
from macros_py.inputs.in_force import default_in_force
from macros_py.inputs.judged_ledger import judge_ledger
from macros_py.rules.deadlines.statistics import count_statuses
from tests.macros_py.desk.reports.by_hand import ByHand
from tests.macros_py.desk.reports.ledgers import AS_OF, cases, write

D = datetime
WEEK = timedelta(days=7)
PERIODS = (
    ("2024-W10", D(2024, 3, 4), D(2024, 3, 11), D(2024, 2, 26), D(2023, 3, 6)),
    ("2024-02", D(2024, 2, 1), D(2024, 3, 1), D(2024, 1, 1), D(2023, 2, 1)),
    ("2024-03", D(2024, 3, 1), D(2024, 4, 1), D(2024, 2, 1), D(2023, 3, 1)),
    ("2024-03考核月", D(2024, 2, 19), D(2024, 3, 19), D(2024, 1, 19), D(2023, 2, 19)),
    ("第1季度", D(2023, 12, 26), D(2024, 3, 26), D(2023, 9, 26), D(2022, 12, 26)),
    ("2024-02-10..2024-02-19", D(2024, 2, 10), D(2024, 2, 20), D(2024, 1, 31), D(2023, 2, 10)),
)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("seed", range(8))
def test_every_figure(seed: int, tmp_path: Path) -> None:
    rows = cases(seed)
    ledger = write(tmp_path / "台账.xlsx", rows)
    judged = judge_ledger(ledger, default_in_force(), AS_OF)
    for text, start, end, previous, year in PERIODS:
        found: dict[str, Any] = figures_json(Study.of(judged, text))
        hand = ByHand(rows, start, end, AS_OF)
        assert found["balance"] == hand.balance(), text
        counted = len(hand.counted(hand.inside()))
        assert found["rates"] == {"counted": counted, **hand.rates(hand.inside())}
        assert found["categories"] == hand.groups(
            lambda row: str(row["category"]).split("->")[0] or "（空白）"
        )
        assert found["places"] == hand.groups(lambda row: str(row["place"]) or "（空白）")
        assert found["lost"] == hand.lost(rows)
        assert {key: found["repeats"][key] for key in ("groups", "cases")} == hand.repeats()
        told = [
            {key: unit[key] for key in unit if key not in ("late", "overdue")}
            for unit in found["units"]
        ]
        assert told == hand.units()
        covered = min(row["came"] for row in hand.firsts).date()  # type: ignore[attr-defined]
        for key, begins in (("previous", previous), ("year", year)):
            compared = found["compared"][key]
            assert compared["start"] == begins.isoformat()
            assert compared["covered"] == (begins.date() >= covered)
            if compared["covered"]:
                until = datetime.fromisoformat(compared["end"])
                assert compared["received"] == len(hand.inside(begins, until))
                if hand.end < end:
                    assert until == min(begins + (hand.end - start), start)
            else:
                assert compared["received"] is None
        if text == "2024-W10":
            spans = [(start - WEEK * n, start - WEEK * (n - 1)) for n in range(1, 9)]
            spans = [span for span in spans if span[0].date() >= covered]
            assert found["surges"] == hand.surges(spans)


def test_a_funnel_sums_to_the_cases_that_the_stages_apply_to(tmp_path: Path) -> None:
    judged = judge_ledger(write(tmp_path / "a.xlsx", cases(3)), default_in_force(), AS_OF)
    study = Study.of(judged, "2024-02")
    for step in study.steps:
        codes = count_statuses(judged.verdicts.status[step.stage.name], study.rows)
        left = {status.text: n for status, n in codes.items()}
        waiting = left.pop("不适用", 0) + left.pop("未开始", 0)
        assert step.reached == sum(left.values()) == study.balance.received - waiting

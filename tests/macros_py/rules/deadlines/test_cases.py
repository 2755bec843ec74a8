"""Cases without a frame are judged as those of a ledger are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.deadlines.cases import LedgerCases, StageCases
from macros_py.rules.deadlines.deadlines import Engine
from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.deadlines.moments import Moments
from macros_py.rules.deadlines.stages import CLOSURE, RECEIVE, REPORT, STAGES, Stage
from macros_py.rules.deadlines.status import TEXTS
from tests.macros_py.frames import Row, frame
from tests.macros_py.rules.in_force import AS_OF, CONTRACT, at, settings
from tests.macros_py.rules.ledgers import LEDGERS, READINGS
from workbook.ledger.columns import TIMES


def bare(rows: list[Row]) -> StageCases:
    """The columns of a frame, each handed over by itself."""
    whole = frame(*rows)
    ledger = LedgerCases(whole)
    every = np.arange(len(rows))
    dates, bad = ledger.reports(every)
    words = (("in_township", "否"), ("special", "是"), ("suspended", "是"))
    return StageCases(
        len(rows),
        {name: Moments.of(whole, name) for name in TIMES},
        {pair: ledger.says(*pair) for pair in words},
        whole["limit_class"].tolist(),
        dates,
        bad,
    )


@given(LEDGERS, READINGS, st.sampled_from(STAGES))
def test_a_stage_alone_is_what_it_is_among_all(
    rows: list[Row], readings: dict[str, str], stage: Stage
) -> None:
    engine = Engine(CONTRACT, settings(readings), Holidays(), at(AS_OF))
    whole = engine.judge(frame(*rows), {each.done for each in STAGES})
    alone = engine.judge_stage(bare(rows), stage)
    assert alone.codes.tolist() == whole.status[stage.name].tolist()
    if stage.name in whole.due:
        assert alone.due.tolist() == whole.due[stage.name].tolist()
    if stage is REPORT:
        assert alone.missing_month is not None
        assert alone.missing_month.tolist() == whole.missing_month.tolist()


def test_what_is_not_given_is_blank() -> None:
    engine = Engine(CONTRACT, settings(), Holidays(), at(AS_OF))
    start = Moments.of(frame({"dispatched_at": "2024-01-08 10:00"}), "dispatched_at")
    for stage, due in ((RECEIVE, "2024-01-08T10:30:00"), (CLOSURE, "2024-01-15T23:59:59")):
        verdict = engine.judge_stage(StageCases(1, {"dispatched_at": start}), stage)
        assert TEXTS[verdict.codes[0]] == "逾期未办"
        assert str(verdict.due[0]) == due
        assert verdict.unannounced is None


def test_the_year_that_is_lacking_is_told() -> None:
    engine = Engine(CONTRACT, settings({"计时日历": "工作时间"}), Holidays(), at(AS_OF))
    start = Moments.of(frame({"dispatched_at": "2003-01-08 10:00"}), "dispatched_at")
    verdict = engine.judge_stage(StageCases(1, {"dispatched_at": start}), RECEIVE)
    assert TEXTS[verdict.codes[0]] == "数据异常"
    assert verdict.unannounced is not None
    assert verdict.unannounced.tolist() == [2003]

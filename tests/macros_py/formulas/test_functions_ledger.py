"""A formula over a ledger's columns gives what the ledger's own column says."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from macros_py.desk.flag_columns import flag_columns
from macros_py.formulas.functions import (
    RATE_RESOLUTION,
    RATE_RESPONSE,
    RATE_SATISFACTION,
    SLA_DUE,
    SLA_LEDGER,
    SLA_MINUTES_LEFT,
    SLA_QUARTER,
    SLA_STATUS,
)
from macros_py.inputs.in_force import default_in_force
from macros_py.inputs.judged_ledger import JudgedLedger, judge_ledger
from macros_py.jobs import demo, sample
from macros_py.rules.deadlines.stages import CALLBACK, REPORT, TIMED, TRANSFER, Stage
from macros_py.rules.periods.rate_counts import Answers
from macros_py.rules.rates.rates import RateColumns
from macros_py.rules.terms.quarters import in_quarter, nth_quarter

AS_OF = "2024-03-26 12:00"
Columns = dict[str, list[list[object]]]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> JudgedLedger:
    path = tmp_path_factory.mktemp("ledger") / "案件台账.xlsx"
    path.write_bytes(demo._ledger())
    return judge_ledger(path, default_in_force(), pd.Timestamp(AS_OF).to_pydatetime())


@pytest.fixture(scope="module")
def cells() -> Columns:
    """The ledger's columns as they were typed, faults and all."""
    rows = list(sample.cases())
    headers = dict.fromkeys(key.rstrip("*") for row in rows for key in row)
    return {
        header: [[row.get(header, row.get(f"{header}*"))] for row in rows] for header in headers
    }


def special(judged: JudgedLedger) -> np.ndarray:
    return (judged.ledger.frame["special"] == "是").to_numpy()


@pytest.mark.parametrize("stage", TIMED, ids=lambda stage: stage.name)
def test_status_due_and_minutes(judged: JudgedLedger, cells: Columns, stage: Stage) -> None:
    start_header = {"received_at": "接收时间", "dispatched_at": "派单时间"}[stage.start]
    done_header = {
        "received_at": "接收时间",
        "transferred_at": "转派时间",
        "returned_at": "退回时间",
        "first_contact_at": "首次联系时间",
        "feedback_at": "阶段反馈时间",
        "closed_at": "办结时间",
    }[stage.done]
    start, done, limit = cells[start_header], cells[done_header], cells["时限等级"]
    flags = flag_columns(judged.verdicts)
    wanted = flags[f"{stage.name}状态"]
    found = [cell for (cell,) in SLA_STATUS(stage.name, start, done, AS_OF, "", limit)]
    frame = judged.ledger.frame
    alike = wanted != "不适用"
    alike &= frame["suspended_at"].isna().to_numpy()  # a formula knows no suspension
    if stage is TRANSFER:
        alike &= ~special(judged)
    if stage.name in {"首次联系", "阶段反馈"}:  # nor that the closing time stands in
        alike &= (frame[stage.done].notna() | frame["closed_at"].isna()).to_numpy()
    assert alike.sum() > 100
    assert np.array(found, object)[alike].tolist() == wanted[alike].tolist()

    due = np.array([cell for (cell,) in SLA_DUE(stage.name, start, limit)], object)
    dated = alike & ~np.isnat(flags[f"{stage.name}时限"])
    assert due[dated].tolist() == flags[f"{stage.name}时限"][dated].tolist()
    left = [cell for (cell,) in SLA_MINUTES_LEFT(stage.name, start, done, AS_OF, limit)]
    open_ = dated & np.isin(wanted, ["未到期", "临期", "逾期未办"])
    now = np.datetime64(pd.Timestamp(AS_OF), "s")
    minutes = (flags[f"{stage.name}时限"][open_] - now) // np.timedelta64(60, "s")
    assert np.array(left, object)[open_].tolist() == minutes.astype(int).tolist()


def test_a_row_by_itself_is_the_row_of_the_column_and_of_the_button(
    judged: JudgedLedger, cells: Columns
) -> None:
    """As ``=SLA_STATUS()`` asks: the sheet's first twenty rows for the headers, then one row."""
    headers = list(cells)
    rows = [[cells[header][i][0] for header in headers] for i in range(judged.ledger.size)]
    wanted = flag_columns(judged.verdicts)["总体状态"].tolist()
    column = [cell for (cell,) in SLA_LEDGER(rows, [headers], AS_OF)]
    told = [i for i, row in enumerate(rows) if date not in map(type, row)]
    assert len(told) > 2900  # the others: a host cannot tell a midnight
    assert [column[i] for i in told] == [wanted[i] for i in told]
    first = [headers, *rows[:19]]
    for i in range(0, len(rows), 29):
        assert SLA_LEDGER([rows[i]], first, AS_OF) == [[column[i]]]


def test_what_may_be_a_date_is_one_alone_and_in_a_column() -> None:
    """A host hands over a midnight and a date alike: no row's answer hangs on its neighbours."""
    headers = [["工单编号", "派单时间", "接收时间"]]
    midnight = ["A1", datetime(2024, 1, 8), None]
    rows = [midnight, ["A2", datetime(2024, 1, 8, 10), None]]
    column = SLA_LEDGER(rows, headers, "2024-01-09 09:00")
    assert column == [["无法判定"], ["逾期未办"]]
    assert SLA_LEDGER([midnight], headers, "2024-01-09 09:00") == [column[0]]
    assert SLA_LEDGER([midnight], [*headers, rows[1]], "2024-01-09 09:00") == [column[0]]


def test_special_transfers_start_at_their_approval(judged: JudgedLedger, cells: Columns) -> None:
    found = SLA_STATUS("转派", cells["审批时间"], cells["转派时间"], AS_OF, cells["特殊情况"])
    wanted = flag_columns(judged.verdicts)["转派状态"]
    alike = special(judged) & (wanted != "不适用")
    assert alike.sum() > 10
    assert np.array(found, object)[alike, 0].tolist() == wanted[alike].tolist()


def test_callbacks_and_reports(judged: JudgedLedger, cells: Columns) -> None:
    flags = flag_columns(judged.verdicts)
    found = SLA_STATUS(CALLBACK.name, cells["办结时间"], cells["回访时间"], AS_OF)
    assert [cell for (cell,) in found] == flags["回访状态"].tolist()
    rows = np.flatnonzero(
        judged.ledger.frame["suspended_at"].notna()
        & judged.ledger.frame["released_at"].isna()
        & judged.ledger.frame["closed_at"].isna()
    )
    assert len(rows) > 5
    start, done = ([cells[header][row] for row in rows] for header in ("挂账时间", "挂账汇报日期"))
    found = SLA_STATUS(REPORT.name, start, done, AS_OF)
    assert [cell for (cell,) in found] == flags["挂账月报状态"][rows].tolist()


def test_quarters(judged: JudgedLedger, cells: Columns) -> None:
    found = np.array(SLA_QUARTER(cells["派单时间"], "2023-12-26"), object)[:, 0]
    times = judged.ledger.frame["dispatched_at"].to_numpy("datetime64[s]")
    start = default_in_force().settings.date("服务起始日")
    for number in (1, 2):
        marks = in_quarter(times, nth_quarter(start, number))
        assert set(found[marks]) <= {f"第{number}季度"}


def test_rates_of_the_ledger(judged: JudgedLedger, cells: Columns) -> None:
    frame = judged.ledger.frame.assign(duplicate=False)  # a formula sees no case numbers
    columns = RateColumns.of(frame, judged.ledger.fields)
    answers = Answers(columns, judged.in_force.settings.ratio("基本满意权重"))
    rates = answers.counts(np.ones(len(frame), dtype=bool)).rates
    given = cells["是否有效回访"], cells["不纳入考核"]
    assert RATE_RESPONSE(cells["是否响应"], *given) == float(rates[0])
    assert RATE_RESOLUTION(cells["是否解决"], *given) == float(rates[1])
    assert RATE_SATISFACTION(cells["是否满意"], *given) == float(rates[2])

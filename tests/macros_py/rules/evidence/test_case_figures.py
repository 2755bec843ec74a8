"""The figures of the ledger: who was late where, each by its case number (rules 5)."""

from collections.abc import Collection, Sequence
from datetime import datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.evidence.case_figures import CaseFigures, Urgings
from macros_py.rules.evidence.weighed_figures import Figure, pooled
from tests.macros_py.frames import FIELDS, Row, frame
from tests.macros_py.rules.in_force import judge
from tests.macros_py.rules.ledgers import LEDGERS

START = {"dispatched_at": "2024-01-08 10:00"}
RECEIVED = {**START, "received_at": "2024-01-08 10:30"}
CLOSED = {**RECEIVED, "transferred_at": "2024-01-08 11:00", "closed_at": "2024-01-10 10:00"}


def figures(
    *rows: Row, fields: Collection[str] = FIELDS, urged: Urgings | None = None
) -> CaseFigures:
    table = frame(*rows)
    first = ~table["duplicate"].to_numpy(dtype=bool)
    return CaseFigures(table, judge(*rows, fields=fields), first, fields, urged)


def shown(found: Sequence[Figure]) -> list[tuple[str, str, int, int, list[str]]]:
    return [
        (
            figure.name,
            figure.owner,
            figure.numerator,
            figure.denominator,
            [f"{miss.what} {miss.why}" for miss in figure.misses],
        )
        for figure in found
    ]


def test_receiving_is_the_vendors_three_stages_and_all_together() -> None:
    found = figures(
        CLOSED,
        {**START, "received_at": "2024-01-08 10:30:01", "transferred_at": "2024-01-08 12:00"},
        {**RECEIVED, "in_township": "否", "returned_at": "2024-01-08 12:30"},
        {**RECEIVED, "in_township": "否"},
        {**START, "received_at": "?"},
    ).receiving()
    assert shown(found.figures) == [
        (
            "接收、转派、退回合计按时",
            "乙方",
            5,
            8,
            ["JS2 接收超时", "JS2 转派超时", "JS4 退回逾期未办"],
        ),
        ("接收按时", "乙方", 3, 4, ["JS2 超时"]),
        ("转派按时", "乙方", 1, 2, ["JS2 超时"]),
        ("退回按时", "乙方", 1, 2, ["JS4 逾期未办"]),
    ]
    assert found.figures[1].note == "另有数据异常 1 件，未计入"
    assert found.figures[0].note == "按环节计，一件工单可有两个环节；另有数据异常 2 项，未计入"
    assert [miss.why for miss in found.figures[1].undecided] == ["数据异常"]
    assert [(miss.what, miss.why) for miss in found.figures[0].undecided] == [
        ("JS5", "接收数据异常"),
        ("JS5", "转派数据异常"),
    ]
    assert pooled(found.figures) == found.figures[0].share


def test_urging_keeps_the_units_apart_and_out_of_the_measure() -> None:
    suspended = {**START, "suspended_at": "2023-12-20 10:00", "dispatched_at": "2023-12-19 10:00"}
    found = figures(
        {**suspended, "progress_dates": "2024-01-31 2024-02-29"},
        {**suspended, "progress_dates": "2024-02-01", "first_contact_at": "2024-01-01 10:00"},
    ).urging()
    assert shown(found.figures)[:2] == [
        ("挂账月报按时", "乙方", 0, 1, ["JS2 超时（缺2024-01）"]),
        ("首次联系按时", "承办单位", 0, 2, ["JS1 逾期未办", "JS2 超时"]),
    ]
    assert [figure.owner for figure in found.figures] == ["乙方", *["承办单位"] * 3]
    assert [figure.weighed for figure in found.figures] == [True, False, False, False]
    assert pooled(found.figures) == 0


def test_answering_counts_closed_cases_called_back_and_replied_to() -> None:
    found = figures(
        {**CLOSED, "callback_at": "2024-01-11 10:00", "reply": "已办"},
        {**CLOSED, "reply": "已办"},
        {**CLOSED, "closed_at": "?"},
        RECEIVED,
    ).answering()
    assert shown(found.figures) == [
        ("已回访（占已办结或已回访）", "乙方", 1, 3, ["JS2 待回访", "JS3 待回访"]),
        ("有回复内容（占已办结）", "乙方", 2, 3, ["JS3 无回复内容"]),
    ]


def test_a_column_that_the_ledger_lacks_gives_no_figure() -> None:
    some = FIELDS - {"closed_at", "received_at", "progress_dates"}
    found = figures({**START, "callback_at": "2024-01-11 10:00"}, fields=some)
    for figure in (*found.answering().figures, found.urging().figures[0]):
        assert figure.share is None
        assert "台账" in figure.note
    assert found.receiving().figures[1].note == "台账没有接收所需的列"


def test_a_case_without_a_number_is_named_by_its_row() -> None:
    late = {**START, "received_at": "2024-01-08 11:00", "case_id": ""}
    assert figures(late).receiving().figures[1].misses[0].what == "案件台账第2行"


@given(rows=LEDGERS, order=st.randoms())
def test_the_order_of_the_cases_changes_nothing(rows: list[Row], order) -> None:
    numbered = [{**row, "case_id": f"JS{n}"} for n, row in enumerate(rows)]
    shuffled = numbered.copy()
    order.shuffle(shuffled)
    one, other = figures(*numbered), figures(*shuffled)
    for item in ("receiving", "urging", "answering"):
        assert getattr(one, item)() == getattr(other, item)()
        for figure in getattr(one, item)().figures:
            assert 0 <= figure.numerator <= figure.denominator
            assert len(figure.misses) == figure.denominator - figure.numerator
    together, *stages = one.receiving().figures
    assert together.numerator == sum(figure.numerator for figure in stages)
    assert together.denominator == sum(figure.denominator for figure in stages)


def test_marked_rows_only() -> None:
    table = frame(CLOSED, CLOSED)
    found = CaseFigures(table, judge(CLOSED, CLOSED), np.array([True, False]), FIELDS)
    assert found.receiving().figures[1].denominator == 1
    assert found.numbers(np.array([True, True])) == ["JS1"]


def test_urging_is_told_apart_from_its_due_time() -> None:
    """首次联系 was due 12:00; JS1 was urged before, JS2 after, JS3 before and after, JS4 never."""
    late = {**CLOSED, "first_contact_at": "2024-01-08 15:00"}
    early, after = (datetime(2024, 1, 8, hour) for hour in (11, 14))
    urged = {
        ("JS1", "首次联系"): [early],
        ("JS2", "首次联系"): [after],
        ("JS3", "首次联系"): [early, after],
        ("JS4", "办结"): [early],
    }
    found = figures(late, late, late, late, urged=urged).urging().figures[-2:]
    assert [(f.name, f.numerator, [m.what for m in f.misses], f.weighed) for f in found] == [
        ("到期前催办过", 2, ["JS2", "JS4"], False),
        ("到期后催办过", 2, ["JS1", "JS4"], False),
    ]
    assert len(figures(late).urging().figures) == 4

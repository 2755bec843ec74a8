"""响应率, 解决率, 满意率 and 零分工单 candidates (rules 4; 附件1 一.3, 二.2(3))."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.periods.groups import Groups
from macros_py.rules.periods.rate_counts import Answers, RateCounts
from macros_py.rules.rates.groupings import GROUPINGS
from macros_py.rules.rates.rates import RateColumns, group_keys
from tests.macros_py.frames import FIELDS, Row, frame
from tests.macros_py.rules.in_force import settings

VALID = {"callback_valid": "是"}
WITHOUT_VALID = FIELDS - {"callback_valid"}


def answers_of(*rows: Row, weight: str = "1", fields: frozenset[str] = FIELDS) -> Answers:
    ratio = settings({"基本满意权重": weight}).ratio("基本满意权重")
    return Answers(RateColumns.of(frame(*rows), fields), ratio)


def total(*rows: Row, weight: str = "1", fields: frozenset[str] = FIELDS) -> RateCounts:
    answers = answers_of(*rows, weight=weight, fields=fields)
    return answers.counts(np.ones(len(rows), dtype=bool))


def grouped(key: str, *rows: Row) -> list[tuple[str, RateCounts]]:
    groups = Groups.of(group_keys(frame(*rows), key))
    counts = answers_of(*rows).by_group(groups, np.ones(len(rows), dtype=bool))
    return list(zip(groups.names, counts, strict=True))


def by(key: str, *rows: Row) -> list[tuple[str, int, Fraction | None]]:
    return [(name, counts.counted, counts.rates[0]) for name, counts in grouped(key, *rows)]


def told(counts: RateCounts) -> tuple[object, ...]:
    return counts.counted, *counts.rates, counts.partly_resolved


EXAMPLE: tuple[Row, ...] = (
    {**VALID, "responded": "是", "resolved": "解决", "satisfied": "满意"},
    {**VALID, "responded": "是", "resolved": "部分解决", "satisfied": "基本满意"},
    {**VALID, "responded": "是", "resolved": "未解决", "satisfied": "不满意"},
    {**VALID, "responded": "否", "resolved": "解决", "satisfied": "未评价"},
    {**VALID},
    {"callback_valid": "否", "responded": "是", "resolved": "解决", "satisfied": "满意"},
    {"callback_valid": "", "responded": "是", "resolved": "解决", "satisfied": "满意"},
)


@pytest.mark.parametrize(
    ("weight", "satisfaction"), [("1", "2/3"), ("0.5", "1/2"), ("0", "1/3"), ("80%", "3/5")]
)
def test_the_three_rates(weight: str, satisfaction: str) -> None:
    """未评价 and blank leave the 满意率 denominator; 部分解决 is not resolved, and listed."""
    assert told(total(*EXAMPLE, weight=weight)) == (
        *(5, Fraction(3, 5), Fraction(2, 5), Fraction(satisfaction), 1),
    )


@pytest.mark.parametrize("rows", [(), ({"callback_valid": "否", "responded": "是"},)])
def test_nothing_counted_is_no_rate_and_never_zero(rows: tuple[Row, ...]) -> None:
    assert told(total(*rows)) == (0, None, None, None, 0)


def test_nobody_asked_for_satisfaction_is_no_satisfaction_rate() -> None:
    assert total({**VALID, "satisfied": "未评价"}, VALID).rates[2] is None


@pytest.mark.parametrize(
    ("excluded", "counted"),
    [("", 1), ("否", 1), ("是", 0), ("待复核", 1), ("驳回", 1), ("未申请", 1)],
)
def test_only_an_approved_exclusion_leaves_a_case_out(excluded: str, counted: int) -> None:
    assert total({**VALID, "excluded": excluded}).counted == counted


@pytest.mark.parametrize(
    ("case", "counted"),
    [
        ({"callback_at": "2024-01-10 10:00"}, 1),
        ({"callback_at": "2024-01-10"}, 1),
        ({"callback_at": "?"}, 1),
        ({"responded": "否"}, 1),
        ({"resolved": "部分解决"}, 1),
        ({"satisfied": "未评价"}, 1),
        ({"responded": "是", "excluded": "是"}, 0),
        ({"closed_at": "2024-01-10 10:00"}, 0),
    ],
)
def test_without_a_column_for_valid_callbacks_any_trace_of_one_counts(
    case: Row, counted: int
) -> None:
    assert total(case, fields=WITHOUT_VALID).counted == counted
    assert total(case).counted == 0


def test_a_repeated_case_counts_once_the_first_row_of_it() -> None:
    rows = [
        {**VALID, "case_id": "A", "responded": "否"},
        {**VALID, "case_id": "B", "responded": "是"},
        {**VALID, "case_id": "A", "responded": "是"},
        {**VALID, "case_id": "", "responded": "是"},
        {**VALID, "case_id": "", "responded": "是"},
    ]
    found = total(*rows)
    assert (found.counted, found.rates[0]) == (4, Fraction(3, 4))


@pytest.mark.parametrize(
    ("case", "candidate"),
    [
        ({"zero_score": "是"}, True),
        ({"zero_score": "否"}, False),
        ({"zero_score": "是", "excluded": "是"}, True),
        ({**VALID, "responded": "否", "resolved": "未解决", "satisfied": "不满意"}, True),
        ({"responded": "否", "resolved": "未解决", "satisfied": "不满意"}, False),
        (
            {
                **VALID,
                "responded": "否",
                "resolved": "未解决",
                "satisfied": "不满意",
                "excluded": "是",
            },
            False,
        ),
        ({**VALID, "responded": "是", "resolved": "未解决", "satisfied": "不满意"}, False),
        ({**VALID, "responded": "否", "resolved": "部分解决", "satisfied": "不满意"}, False),
        ({**VALID, "responded": "否", "resolved": "未解决", "satisfied": "基本满意"}, False),
        ({**VALID, "responded": "否", "resolved": "未解决", "satisfied": ""}, False),
    ],
)
def test_zero_score_candidates(case: Row, candidate: bool) -> None:
    """Only ever a proposal: a person confirms it as an event (2.2)."""
    columns = RateColumns.of(frame(case, {"case_id": "JS1", **case}), FIELDS)
    assert columns.zero_candidate.tolist() == [candidate, False]


def test_groups_pool_their_cases_and_blank_ones_are_a_group() -> None:
    rows = [
        {**VALID, "unit": "综合办", "responded": "是"},
        {**VALID, "unit": "城管科", "responded": "是"},
        {**VALID, "unit": "综合办", "responded": "否"},
        {**VALID, "responded": "否"},
        {"callback_valid": "否", "unit": "水务站"},
    ]
    assert by("unit", *rows) == [
        ("城管科", 1, Fraction(1)),
        ("水务站", 0, None),
        ("综合办", 2, Fraction(1, 2)),
        ("（空白）", 1, Fraction(0)),
    ]


@pytest.mark.parametrize("key", ["place", "category"])
def test_groups_by_other_texts(key: str) -> None:
    assert by(key, {**VALID, key: "甲"}, {**VALID, key: "甲"}) == [("甲", 2, Fraction(0))]


@pytest.mark.parametrize(
    ("dispatched", "month", "cycle"),
    [
        ("2024-01-18 23:59:59", "2024-01", "2024-01"),
        ("2024-01-19 00:00", "2024-01", "2024-02"),
        ("2024-01-31 10:00", "2024-01", "2024-02"),
        ("2024-02-29", "2024-02", "2024-03"),
        ("2023-12-18", "2023-12", "2023-12"),
        ("2023-12-19", "2023-12", "2024-01"),
        ("", "（空白）", "（空白）"),
        ("?", "（空白）", "（空白）"),
    ],
)
def test_groups_by_month_and_by_cycle(dispatched: str, month: str, cycle: str) -> None:
    """考核月 runs from the 19th to the 18th and bears the name of the month it ends in."""
    ledger = frame({"dispatched_at": dispatched}, {"dispatched_at": "2024-06-01"})
    assert group_keys(ledger, "month").tolist() == [month, "2024-06"]
    assert group_keys(ledger, "cycle").tolist() == [cycle, "2024-06"]


ROWS = st.fixed_dictionaries(
    {
        "case_id": st.sampled_from(["", "A", "B", "C"]),
        "callback_valid": st.sampled_from(["", "是", "否"]),
        "responded": st.sampled_from(["", "是", "否"]),
        "resolved": st.sampled_from(["", "解决", "未解决", "部分解决"]),
        "satisfied": st.sampled_from(["", "满意", "基本满意", "不满意", "未评价"]),
        "excluded": st.sampled_from(["", "是", "否", "驳回"]),
        "unit": st.sampled_from(["", "综合办", "城管科"]),
        "dispatched_at": st.sampled_from(["", "2024-01-18", "2024-01-19", "2024-02-29 10:00"]),
    }
)


@given(st.lists(ROWS, max_size=8), st.sampled_from(sorted(GROUPINGS)))
def test_groups_add_up_to_the_total(rows: list[Row], key: str) -> None:
    whole, named = total(*rows), grouped(key, *rows)
    groups = [counts for _, counts in named]
    assert sum(group.counted for group in groups) == whole.counted
    assert sum(group.partly_resolved for group in groups) == whole.partly_resolved
    for rate in (0, 1):
        parts = [(group.rates[rate] or 0) * group.counted for group in groups]
        assert sum(parts) == (whole.rates[rate] or 0) * whole.counted
    assert [name for name, _ in named] == sorted({name for name, _ in named})


@given(st.lists(ROWS, min_size=1, max_size=8))
def test_rates_are_shares(rows: list[Row]) -> None:
    whole = total(*rows)
    assert all(share is None or 0 <= share <= 1 for share in whole.rates)
    assert (whole.counted == 0) == (whole.rates[0] is None)
    half, none = total(*rows, weight="0.5"), total(*rows, weight="0")
    if whole.rates[2] is not None:
        assert none.rates[2] <= half.rates[2] <= whole.rates[2]


def test_marked_rows_only() -> None:
    rows = np.array([True, False, False, False, True, True, True])
    found = answers_of(*EXAMPLE).counts(rows)
    assert (found.counted, found.rates[0]) == (2, Fraction(1, 2))

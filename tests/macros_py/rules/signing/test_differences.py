"""Which cells differ between two sets of records."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.signing.differences import GONE, NEW, Change, Entry, differences


def entry(row: int, *values: str, inside: bool = True) -> Entry:
    names = "甲乙丙丁"[: len(values)]
    cells = {name: f"表!{column}{row}" for name, column in zip(names, "ABCD", strict=False)}
    return Entry("表", dict(zip(names, values, strict=True)), cells, inside)


ROWS = [entry(2, "一", "二", "三"), entry(3, "一", "二", "四"), entry(4, "五", "六", "七")]
WORDS = st.lists(st.tuples(*[st.sampled_from("一二三")] * 3), max_size=5)


@pytest.mark.parametrize(
    ("now", "changes"),
    [
        (ROWS, []),
        (ROWS[::-1], []),
        (
            [*ROWS[:2], entry(4, "五", "六", "八")],
            [Change("表!C4", "丙", "七", "八")],
        ),
        (
            [entry(9, "五", "九", "七"), *ROWS[:2]],
            [Change("表!B9", "乙", "六", "九")],
        ),
        (ROWS[:2], [Change("表!A4", "", "五，六，七", GONE)]),
        ([*ROWS, entry(5, "新", "", "行")], [Change("表!A5", "", NEW, "新，行")]),
        (
            [*ROWS[:2], entry(4, "五", "六", "七", inside=False)],
            [Change("表!A4", "", "五，六，七", GONE)],
        ),
        (
            [*ROWS[:2], entry(4, "外", "六", "七", inside=False)],
            [Change("表!A4", "甲", "五", "外")],
        ),
        ([*ROWS, entry(7, "别", "的", "季", inside=False)], []),
        (
            [*ROWS[:2], entry(4, "八", "九", "十")],
            [
                Change("表!A4", "甲", "五", "八"),
                Change("表!B4", "乙", "六", "九"),
                Change("表!C4", "丙", "七", "十"),
            ],
        ),
    ],
)
def test_changes(now, changes) -> None:
    assert list(differences(ROWS, now)) == changes


def rows_of(words: list[tuple[str, ...]]) -> list[Entry]:
    return [entry(row, *values) for row, values in enumerate(words, 2)]


@given(WORDS, st.randoms())
def test_the_order_of_rows_is_no_change(words, chance) -> None:
    assert list(differences(rows_of(words), rows_of(chance.sample(words, len(words))))) == []


@given(WORDS, WORDS)
def test_other_rows_are_always_a_change(one, other) -> None:
    found = list(differences(rows_of(one), rows_of(other)))
    assert bool(found) == (sorted(one) != sorted(other))
    assert all(change.before != change.after for change in found)

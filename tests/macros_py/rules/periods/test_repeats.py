"""Chains of requests of one key within the span of the reading 重复口径."""

import random
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from macros_py.rules.periods.groups import BLANK, Categories, Groups
from macros_py.rules.periods.repeats import DAY, chains, pair


def _at(*days: float) -> np.ndarray:
    return (np.array(days) * DAY).astype(np.int64)


def test_a_chain_goes_on_from_each_case_to_the_next() -> None:
    """Day 0, 30, 60 are one group of three; day 90 and a second is not theirs."""
    keys = np.array([1, 1, 1, 1, 2, 2, -1, -1])
    at = _at(0, 30, 60, 90, 5, 6, 7, 7)
    at[3] += 1
    found = chains(keys, at, np.ones(8, dtype=bool), 30)
    assert found.marks().tolist() == [True, True, True, False, True, True, False, False]
    assert found.sizes.tolist() == [3, 2]
    rows = np.array([False, False, True, True, False, False, False, False])
    assert found.sizes_of(rows).tolist() == [3]


def test_rows_that_are_not_marked_join_nothing() -> None:
    keys, at = np.array([1, 1, 1]), _at(0, 20, 40)
    found = chains(keys, at, np.array([True, False, True]), 30)
    assert not found.marks().any()


def test_a_pair_of_keys_is_blank_where_either_is() -> None:
    one, other = np.array([0, 0, 1, -1, 1]), np.array([0, 1, 0, 0, -1])
    found = pair(one, other).tolist()
    assert found[3:] == [-1, -1]
    assert len(set(found[:3])) == 3


@given(st.integers(0, 10**6), st.integers(1, 30))
def test_chains_are_what_walking_each_key_gives(seed: int, days: int) -> None:
    chance = random.Random(seed)
    keys = np.array([chance.randrange(-1, 4) for _ in range(25)])
    at = np.array([chance.randrange(200 * DAY) for _ in range(25)])
    groups: list[list[int]] = []
    for key in range(4):
        mine = sorted((int(at[i]), i) for i in range(25) if keys[i] == key)
        for place, (when, i) in enumerate(mine):
            if place and when - mine[place - 1][0] <= days * DAY:
                groups[-1].append(i)
            else:
                groups.append([i])
    wanted = sorted(sorted(group) for group in groups if len(group) > 1)
    found = chains(keys, at, np.ones(25, dtype=bool), days)
    made = [sorted(np.flatnonzero(found.chain == n).tolist()) for n in range(len(found.sizes))]
    assert sorted(made) == wanted
    assert sorted(found.sizes.tolist()) == sorted(map(len, wanted))


def test_the_finest_level_that_is_filled_in() -> None:
    frame = pd.DataFrame(
        {
            "category": ["市政->路灯->不亮", "市政 → 供水", "市政", "", "农业->路灯->不亮"],
            "category2": ["", "", "道路", "", ""],
            "category3": ["", "停水", "", "", ""],
        }
    )
    found = Categories.of(frame)
    assert [found.first.names[code] for code in found.first.codes] == [
        "市政",
        "市政",
        "市政",
        BLANK,
        "农业",
    ]
    assert [found.shown[code] for code in found.finest.codes] == [
        "市政→路灯→不亮",
        "停水",
        "道路",
        BLANK,
        "农业→路灯→不亮",
    ]


def test_four_columns_and_one_cell_mean_the_same() -> None:
    one = pd.DataFrame({"category": ["A->B->C", "A"]})
    four = pd.DataFrame(
        {"category": ["A", "A"], "category2": ["B", ""], "category3": ["C", ""], "category4": ""}
    )
    assert Categories.of(one).finest.names == Categories.of(four).finest.names == ("A", "A→B→C")


def test_groups_count_what_is_marked() -> None:
    groups = Groups.of(pd.Series(["乙", "甲", "", "甲"]))
    assert groups.names == ("乙", "甲", BLANK) or sorted(groups.names) == sorted(
        ("乙", "甲", BLANK)
    )
    marks = np.array([True, True, True, False])
    assert dict(zip(groups.names, groups.counts(marks).tolist(), strict=True)) == {
        "乙": 1,
        "甲": 1,
        BLANK: 1,
    }
    assert groups.blank == groups.names.index(BLANK)


def test_the_span_includes_its_last_second() -> None:
    start = datetime(2024, 1, 1)
    at = np.array([start, start + timedelta(days=7)], dtype="datetime64[s]").view(np.int64)
    assert chains(np.array([0, 0]), at, np.ones(2, dtype=bool), 7).sizes.tolist() == [2]
    at[1] += 1
    assert chains(np.array([0, 0]), at, np.ones(2, dtype=bool), 7).sizes.tolist() == []

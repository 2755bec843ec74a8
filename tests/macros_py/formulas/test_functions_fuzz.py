"""Whatever a sheet holds, a formula gives a result or a text of the closed list."""

import datetime as dt
import inspect
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros_py.catalogue.formula_refusals import Refusal
from macros_py.formulas import functions
from macros_py.rules.deadlines.stages import STAGES as ALL_STAGES
from macros_py.rules.deadlines.status import TEXTS

WORDS = (
    "接收 办结 转派 退回 挂账月报 回访 是 否 及时 #N/A 2024-01-08 2024-01-08T09:00 7天 特急 24:30 "
    "1e9 ￥1,234.5 — 不详 \x00 Ⅷ 9999-12-31T23:59 9999天 2000-01-01"
)
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(-(1 << 31), (1 << 31) - 1),
    st.decimals(allow_nan=False, allow_infinity=False, places=4),
    st.datetimes(),
    st.datetimes(timezones=st.just(dt.UTC)),
    st.dates(),
    st.text(max_size=12),
    st.sampled_from(WORDS.split(" ")),
)
BLOCKS = st.one_of(
    CELLS,
    st.lists(CELLS, min_size=1, max_size=9),
    st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4),
)
FORMULAS = {
    name: function
    for name, function in vars(functions).items()
    if name.isupper() and inspect.isfunction(function)
}
STAGES = [stage.name for stage in ALL_STAGES]
SHOWN = (str, int, float, dt.datetime)
NUMBERS = {name for name in FORMULAS if not name.startswith("SLA")} | {
    "SLA_MINUTES_LEFT",
    "SLA_LEDGER",
}


def flat(result: object) -> list[object]:
    if not isinstance(result, list):
        return [result]
    return [cell for row in result for cell in flat(row)]


@pytest.mark.parametrize("name", FORMULAS)
@given(data=st.data())
def test_no_cell_makes_a_formula_fail(name: str, data: st.DataObject) -> None:
    function = FORMULAS[name]
    count = len(inspect.signature(function).parameters)
    arguments = list(data.draw(st.tuples(*[BLOCKS] * count)))
    if name in {"SLA_STATUS", "SLA_DUE", "SLA_MINUTES_LEFT"}:
        arguments[0] = data.draw(st.sampled_from([arguments[0], *STAGES]))
    for cell in flat(function(*arguments)):
        assert isinstance(cell, SHOWN)
        assert name in NUMBERS or not isinstance(cell, int | float)
        assert cell != Refusal.FAILED
        if name == "SLA_STATUS":
            assert cell in TEXTS or cell in set(Refusal) or str(cell).startswith("超时（缺")
        if isinstance(cell, str) and cell.startswith("#") and name != "MASK":
            assert cell in set(Refusal)


@given(amount=st.decimals(0, 10**9, places=2))
def test_words_of_any_amount(amount: Decimal) -> None:
    assert functions.RMB_UPPER(float(amount)).startswith("人民币")

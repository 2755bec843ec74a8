"""评价口径: the same month as others weigh it (rules 4)."""

from decimal import Decimal
from fractions import Fraction

import pytest

from macros_py.rules.periods.rate_counts import RateCounts
from macros_py.rules.periods.schemes import Scheme
from macros_py.rules.terms.errors import SettingError
from workbook.values.records import RatingScheme

COUNTS = RateCounts(Fraction(1), 30, 20, 20, 20, 18, 15, 10, 4, 2)
"""Twenty callbacks: 18 responded, 15 resolved; 10 满意, 4 基本满意, 2 不满意, 4 未评价."""


def scheme(
    nearly: str | None = None, unrated: str | None = None, denominator: str = "", weights: str = ""
) -> Scheme:
    numbers = (None if text is None else Decimal(text) for text in (nearly, unrated))
    record = RatingScheme(
        "市级",
        *numbers,
        denominator,
        weights,
        "",
        "评价口径!A2",
        cells={"分母": "评价口径!D2", "三率权重": "评价口径!E2"},
    )
    return Scheme.of(record, Fraction(1))


@pytest.mark.parametrize(
    ("made", "share"),
    [
        (scheme(), Fraction(14, 16)),
        (scheme("0.5"), Fraction(12, 16)),
        (scheme("0.8", "0", "有效回访"), Fraction(66, 100)),
        (scheme("0.8", "1", "有效回访"), Fraction(86, 100)),
        (scheme("0.8", "1", "已评价"), Fraction(66, 80)),
    ],
)
def test_satisfaction_by_hand(made: Scheme, share: Fraction) -> None:
    assert made.satisfaction(COUNTS) == share


def test_no_composite_until_somebody_fills_in_weights() -> None:
    assert scheme().composite(COUNTS) is None


@pytest.mark.parametrize(
    "weights",
    [
        "响应率30%，解决率40%，满意率30%",
        "解决率40 满意率 30 响应率 30",
        "响应率:30;解决率:40;满意率:30",
    ],
)
def test_the_composite_by_hand(weights: str) -> None:
    """0.3 × 18/20 + 0.4 × 15/20 + 0.3 × 14/16."""
    wanted = Fraction(3, 10) * Fraction(18, 20) + Fraction(4, 10) * Fraction(15, 20)
    assert scheme(weights=weights).composite(COUNTS) == wanted + Fraction(3, 10) * Fraction(14, 16)


def test_a_rate_that_is_lacking_leaves_no_composite() -> None:
    nobody = RateCounts(Fraction(1), 3, 0, 0, 0, 0, 0, 0, 0, 0)
    assert scheme(weights="满意率100%").composite(nobody) is None
    assert scheme().satisfaction(nobody) is None


@pytest.mark.parametrize(
    ("weights", "denominator", "cell"),
    [("各三分之一", "", "E2"), ("响应率30%，解决率30%", "", "E2"), ("", "全部工单", "D2")],
)
def test_what_cannot_be_read_names_its_cell(weights: str, denominator: str, cell: str) -> None:
    with pytest.raises(SettingError, match=f"评价口径!{cell}：.*无法识别"):
        scheme(weights=weights, denominator=denominator)

"""The closed list of sentences, and what stands in them."""

import re
from fractions import Fraction

import pytest

from macros_py.desk.reports.sentences import CHANGES, SENTENCES, rates_text
from macros_py.rules.periods.rate_counts import RateCounts


@pytest.mark.parametrize(
    ("weight", "said"),
    [("1", "66.7%（2/3）"), ("0.8", "60.0%（1.8/3）"), ("1/3", "44.4%（（4/3）/3）")],
)
def test_a_weighted_count_is_written_exactly(weight: str, said: str) -> None:
    counts = RateCounts(Fraction(weight), 3, 3, 3, 3, 2, 2, 1, 1, 1)
    assert rates_text(counts).endswith(f"满意率{said}")


def test_the_sentences_hold_no_adjective() -> None:
    """Words that judge, explain or promise."""
    judging = (
        "较好|良好|严重|明显|显著|突出|有效提升|由于|因为|原因是|将会|力争|确保|不断|积极|大幅"
    )
    for sentence in (*SENTENCES.values(), *CHANGES.values()):
        assert not re.search(judging, sentence)

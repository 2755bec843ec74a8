"""Marks on a form, however people set them: read as meant, or refused; never the neighbour."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tests.evaluations import ITEMS
from workbook.evaluation.filled_form.labels import Box
from workbook.evaluation.filled_form.option import ticked

BOXES = {"□": "{}", "☐": "{}", "○": "{}", "": "{}", "（ ）": "（{}）", "[ ]": "[{}]"}
"""How an option that is not chosen is marked, and the tick in its place."""


@given(
    item=st.sampled_from(list(ITEMS)),
    chosen=st.integers(0, 2),
    side=st.sampled_from(["before", "behind", "boxes before, tick behind"]),
    box=st.sampled_from(list(BOXES)),
    tick=st.sampled_from("√✓☑■●"),
    points=st.sampled_from(["{}分", "（{}分）", "{}", ""]),
    inner=st.sampled_from(["", " "]),
    between=st.sampled_from(["", " ", "　", "\n", "；", "、", None]),
)
def test_the_option_that_was_meant_or_none(
    *,
    item: str,
    chosen: int,
    side: str,
    box: str,
    tick: str,
    points: str,
    inner: str,
    between: str | None,
) -> None:
    options = ITEMS[item]
    ticked_box, inner = BOXES[box].format(tick), inner if box else ""
    parts = []
    for place, (label, worth) in enumerate(options):
        text, mark = label + points.format(worth), ticked_box if place == chosen else box
        if side == "before":
            parts.append(mark + inner + text)
        elif side == "behind":
            parts.append(text + inner + mark)
        else:
            parts.append((box or "□") + text + (inner + tick if place == chosen else ""))
    cells = parts if between is None else [between.join(parts)]
    boxes = [
        Box(1, column, text, unicodedata.normalize("NFKC", text))
        for column, text in enumerate(cells, 3)
    ]
    found = ticked(boxes, options)
    assert found.either or found.certain == [options[chosen][0]]
    assert all(options[chosen][0] in pair for pair in found.either) or not found.either
    if side == "before" and box:
        assert found.certain == [options[chosen][0]]

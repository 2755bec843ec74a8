"""The 明显违约违规项 of a filled 附件2: 说明, 扣分, and who confirmed it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from workbook.evaluation.filled_form.event_text import EventText, read_events
from workbook.evaluation.filled_form.labels import Box, Labels, remainder
from workbook.evaluation.filled_form.option import score_of
from workbook.evaluation.filled_form.terms import EvaluationTerms
from workbook.values.refusals import CellError
from workbook.values.text import is_blank, masked, plain
from workbook.values.words import names_nobody


@dataclass(frozen=True, slots=True)
class MarkedEvents:
    """The events of a form, the cell that tells of them, its 扣分 (None if blank) and that cell."""

    events: tuple[EventText, ...]
    cell: str
    taken: Decimal | None = None
    taken_cell: str = ""


def read_marked_events(labels: Labels, terms: EvaluationTerms, *, own: bool) -> MarkedEvents:
    """Return the events of a form; ``own``: the tool made its sheet.

    Raises CellError for words that fit none of the kinds, and for a 扣分 that the events cannot
    give; how many of them count is a reading, so fewer is possible.
    """
    top = labels.first("违约")
    if top is None:
        return MarkedEvents((), labels.place(labels.boxes[0]))
    below = labels.first("评估意见") or labels.first("签字")
    end = below.row if below and below.row > top.row else top.row + 1
    band = [box for box in labels.between(top.row, end) if box != top]
    side = {name: _side(band, name) for name in ("扣分", "认定人", "认定日期")}
    if is_blank(_value(side["扣分"], "扣分")):
        side["扣分"] += [box for box in band if isinstance(box.value, int | float)][:1]
    aside = {box for boxes in side.values() for box in boxes}
    words = [(remainder("违约", plain(top.value)) or "", top)]
    words += [(plain(box.value), box) for box in band if box not in aside]
    words = [(_unlabelled(text), box) for text, box in words]
    words = [(text, box) for text, box in words if not is_blank(text)]
    cell = labels.place(words[0][1] if words else top)
    try:
        text = "\n".join(text for text, _ in words)
        events = read_events(text, _words(terms), own=own)
    except ValueError as error:
        raise CellError(
            f"{cell}：明显违约违规项无法识别 “{masked(str(error))}”，"
            f"请逐件分行写明类型（{'、'.join(terms.kinds)}）、情况、认定人和认定日期；"
            "已撤销或不成立的请删去"
        ) from None
    taken = _taken(labels, side["扣分"], len(events), terms.event_points)
    named = _value(side["认定人"], "认定人")
    by = "" if names_nobody(named) else str(named).strip()
    on_value = _value(side["认定日期"], "认定日期")
    on = None if is_blank(on_value) else labels.date(on_value, side["认定日期"][-1])
    told = tuple(
        event
        if event.confirmed_by or names_nobody(by)
        else replace(event, confirmed_by=by, confirmed_on=event.confirmed_on or on)
        for event in events
    )
    return MarkedEvents(told, cell, taken, labels.place(side["扣分"][-1]) if side["扣分"] else "")


def _words(terms: EvaluationTerms) -> dict[str, str]:
    """Return every word for a kind as it stands in text in NFKC."""
    words = {kind: kind for kind in terms.kinds}
    also = {word: kind for kind, others in terms.also.items() for word in others}
    return words | {unicodedata.normalize("NFKC", word): kind for word, kind in also.items()}


def _unlabelled(text: str) -> str:
    rest = remainder("说明", text)
    return text if rest is None else rest


def _side(band: Sequence[Box], label: str) -> list[Box]:
    """Return the box with the label and the one that holds its value, when that is another."""
    for box in band:
        own = remainder(label, box.text)
        if own is None:
            continue
        if own:
            return [box]
        right = [b for b in band if b.row == box.row and b.column > box.column]
        below = [b for b in band if b.row > box.row and b.column == box.column]
        return [box, *(right[:1] or below[:1])]
    return []


def _value(boxes: Sequence[Box], label: str) -> object:
    """Return what stands in the last box, without the label when that is the one."""
    if not boxes:
        return ""
    own = remainder(label, boxes[-1].text)
    return boxes[-1].value if own is None else own


def _taken(labels: Labels, boxes: Sequence[Box], events: int, each: int) -> Decimal | None:
    """Return 扣分, None when blank; raises CellError for one that the events cannot give."""
    value = _value(boxes, "扣分")
    try:
        found = score_of(value)
        if boxes and found is not None:
            labels.check_shown(boxes[-1])
        taken = None if found is None else abs(found)
    except ValueError:
        taken = Decimal(-1)
    if taken is not None and (taken % each or not 0 <= taken <= events * each):
        raise CellError(
            f"{labels.place(boxes[-1])}：扣分 “{masked(plain(value))}” 与说明不符，"
            f"说明中有{events}项特殊情形，每项{each}分"
        )
    return taken

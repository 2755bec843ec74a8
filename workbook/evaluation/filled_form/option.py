"""Which option of one item a filled 附件2 chooses: by a tick, by its points, or by both."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from workbook.evaluation.filled_form.labels import Box
from workbook.evaluation.filled_form.marks import BOXES, TICKS, is_marked
from workbook.values.text import is_blank, plain

Options = Sequence[tuple[str, int]]

_BETWEEN = re.compile(r"[\s,、:;。/]*")
_DROPPED = re.compile(r"[\s,、，:;；。/]")
_EMPTY_PAIR = re.compile(r"\(\s*\)|\[\s*\]|【\s*】|\(_+\)")
_MARKS = re.compile(rf"[{TICKS}{BOXES}\[\]()【】]*[{TICKS}{BOXES}][{TICKS}{BOXES}\[\]()【】]*")
_ODD_MARK = re.compile(r"(?<![A-Za-z])[VvXx](?![A-Za-z])|[*★☆✗✘×]")
_BOX = "□"
_POINTS = re.compile(
    r"[\s:]*(?:\(\s*(\d+)\s*分?\s*\)\s*分?|(\d+)\s*分(?!钟)|(?P<bare>\d+)(?![\d.、]))"
)
_APART = re.compile(r"[\s,、;。]")


@dataclass(frozen=True, slots=True)
class Ticked:
    """What the ticks of one item say.

    ``certain`` are the options that are ticked, ``either`` the pairs of options of which a tick
    between them may mean the one or the other (``""``: none there).
    """

    certain: list[str] = field(default_factory=list)
    either: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A run of boxes and ticks in a gap.

    ``behind``, ``before``: whether it touches the option before it, and the next. ``leads``,
    ``ends``: whether no box stands before, or behind, its ticks.
    """

    ticked: bool
    behind: bool
    before: bool
    leads: bool
    ends: bool


def ticked(cells: Sequence[Box], options: Options) -> Ticked:
    """Tell which options are ticked; a mark belongs to an option of its own cell.

    A mark may stand before its option or behind it. Where all options of a cell have their mark
    or box on the same side, that side is meant; else a tick belongs to the option that it touches
    only when it touches no other. A mark in a cell by itself belongs to the option of its row, or
    to the side on which all have theirs. Raises ValueError for points that the form does not have.
    """
    told = Ticked()
    alone: list[tuple[Box, bool]] = []
    bearers: list[tuple[Box, str]] = []
    for box in cells:
        labels, gaps = _cut(box.text, options)
        if labels:
            _in_cell(labels, gaps, told)
            bearers += [(box, label) for label in labels]
        elif _MARKS.search(_boxed(box.text)):
            alone.append((box, is_marked(box.text)))
    _in_cells_of_their_own(alone, bearers, told)
    return told


def odd_choice(cells: Sequence[Box], options: Options) -> str:
    """Say what seems to choose where no tick does: another mark, or one option left of all."""
    left: list[str] = []
    for box in cells:
        labels, gaps = _cut(box.text, options)
        left += labels
        odd = next(filter(None, map(_ODD_MARK.search, gaps)), None)
        if odd:
            return f"的记号 “{odd[0]}” 看不出是否选中"
    return f"只写了「{left[0]}」，没有勾选" if len(left) == 1 < len(options) else ""


def score_of(value: object) -> Decimal | None:
    """Read 得分: 15, 15.0, 15分, full width; None when blank. Raises ValueError otherwise."""
    if isinstance(value, bool):
        raise ValueError(value)
    text = _bare(plain(value)).removeprefix("得分").removesuffix("分")
    if is_blank(value) or not text.strip("_"):
        return None
    if not re.fullmatch(r"[-+]?\d+(\.\d+)?", text):
        raise ValueError(value)
    return Decimal(text)


def by_points(score: Decimal, options: Options) -> str:
    """Return the only option with these points. Raises ValueError when it is not exactly one."""
    found = [label for label, points in options if points == score]
    if len(found) != 1:
        raise ValueError(score)
    return found[0]


def _in_cell(labels: Sequence[str], gaps: Sequence[str], told: Ticked) -> None:
    """Give the ticks of a cell's gaps (before the first option … behind the last) to options."""
    marks = [list(_marks_in(gap)) for gap in gaps]
    first, last = bool(marks[0]), bool(marks[-1])
    all_before = first and not last and all(marks[:-1])
    all_behind = last and not first and all(marks[1:])
    for place, found in enumerate(marks):
        previous = labels[place - 1] if place else ""
        following = labels[place] if place < len(labels) else ""
        for number, mark in enumerate(found):
            if not mark.ticked:
                continue
            if not place:
                sure = following if not _stray(gaps[0]) else ""
            elif len(labels) == 1:
                sure = previous if not first else ""
            elif all_before and number == len(found) - 1 and mark.ends:
                sure = following
            elif all_behind and number == 0 and mark.leads:
                sure = previous
            elif following and mark.before and not mark.behind and mark.ends:
                sure = following
            else:
                sure = ""
            if sure:
                _add(told.certain, sure)
            else:
                told.either.append((previous, following))


def _in_cells_of_their_own(
    alone: Sequence[tuple[Box, bool]], bearers: Sequence[tuple[Box, str]], told: Ticked
) -> None:
    """Give ticks in cells without an option to the option that they must belong to."""
    order = sorted([*((b, "") for b, _ in alone), *bearers], key=lambda e: (e[0].row, e[0].column))
    pattern = "".join("O" if label else "M" for _, label in order)
    before = re.fullmatch(r"(MO)+", pattern) is not None
    behind = re.fullmatch(r"(OM)+", pattern) is not None
    rows = [box.row for box, _ in bearers]
    apart = len(rows) > 1 and len(set(rows)) == len(rows)
    for box, tick in alone:
        if not tick:
            continue
        place = next(i for i, entry in enumerate(order) if entry[0] is box)
        previous = next((label for _, label in reversed(order[:place]) if label), "")
        following = next((label for _, label in order[place:] if label), "")
        same_row = [label for other, label in bearers if other.row == box.row]
        if apart and same_row:
            _add(told.certain, same_row[0])
        elif before or behind:
            _add(told.certain, following if before else previous)
        else:
            told.either.append((previous, following))


def _add(labels: list[str], label: str) -> None:
    if label not in labels:
        labels.append(label)


def _cut(text: str, options: Options) -> tuple[list[str], list[str]]:
    """Cut a cell's text at its options; give their labels and the gaps around them."""
    points = dict(options)
    spaced = {
        label: r"[\s,、/]*".join(map(re.escape, _bare(label)))
        for label in sorted(points, key=len, reverse=True)
    }
    pattern = re.compile("|".join(f"({part})" for part in spaced.values()))
    text = _boxed(text)
    labels, gaps, end = [], [], 0
    for match in pattern.finditer(text):
        if match.start() < end:
            continue
        label = list(spaced)[(match.lastindex or 1) - 1]
        gaps.append(text[end : match.start()])
        labels.append(label)
        end = match.end()
        score = _POINTS.match(text, end)
        if score and (number := int(next(filter(None, score.groups())))) != points[label]:
            if score["bare"] is None:
                said = f"{label}{number}分"
                raise ValueError(said)
        elif score:
            end = score.end()
    return labels, [*gaps, text[end:]]


def _marks_in(gap: str) -> Iterator[_Mark]:
    """Give the runs of marks in the text between two options."""
    for match in _MARKS.finditer(gap):
        behind, before = gap[: match.start()], gap[match.end() :]
        apart = bool(_APART.search(behind)), bool(_APART.search(before))
        marks = re.sub(r"[\[\]()【】]", "", match.group())
        leads, ends = marks[:1] in TICKS, marks[-1:] in TICKS
        yield _Mark(is_marked(marks), not apart[0], not apart[1], leads, ends)


def _stray(gap: str) -> str:
    """Return what else than marks stands in a gap."""
    return _BETWEEN.sub("", _MARKS.sub("", gap))


def _boxed(text: str) -> str:
    """Give text in NFKC, an empty pair of brackets as a box."""
    return _EMPTY_PAIR.sub(_BOX, unicodedata.normalize("NFKC", text))


def _bare(text: str) -> str:
    """Give text in NFKC without spaces and the marks that options may be written with."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text))

"""Which option of one item a filled 附件2 chooses: by a tick, by its points, or by both."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from workbook.evaluation.filled_form.marks import MARK_RUN, is_marked
from workbook.values.text import is_blank, plain

Options = Sequence[tuple[str, int]]

_RUN = re.compile(MARK_RUN)
_DROPPED = re.compile(r"[\s,、，:;；。/]")


def ticked(text: str, options: Options) -> list[str]:
    """Return the labels of the options in the text that have a tick before them.

    Raises ValueError when ticks stand behind the options, so that each could mean its neighbour.
    """
    plain_text = _bare(text)
    labels = {_bare(label): label for label, _ in options}
    points = {_bare(label): number for label, number in options}
    pattern = "|".join(rf"{re.escape(label)}" for label in sorted(labels, key=len, reverse=True))
    found: list[str] = []
    unmarked_first = False
    end = 0
    for match in re.finditer(pattern, plain_text):
        before = plain_text[end : match.start()]
        run = _last_run(before)
        unmarked_first |= end == 0 and not run
        if is_marked(run) and labels[match.group()] not in found:
            found.append(labels[match.group()])
        end = match.end()
        score = re.match(rf"\(?{points[match.group()]}分?\)?", plain_text[end:])
        end += score.end() if score else 0
    if unmarked_first and _RUN.match(plain_text, end):
        raise ValueError(text)
    return found


def score_of(value: object) -> Decimal | None:
    """Read 得分: 15, 15.0, 15分, full width; None when blank. Raises ValueError otherwise."""
    if isinstance(value, bool):
        raise ValueError(value)
    text = _bare(plain(value)).removeprefix("得分").removesuffix("分")
    if is_blank(value) or not text.strip("_"):
        return None
    if not re.fullmatch(r"[-+]?\d+(\.\d+)?", text):
        raise ValueError(value)
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(value) from None


def by_points(score: Decimal, options: Options) -> str:
    """Return the only option with these points. Raises ValueError when it is not exactly one."""
    found = [label for label, points in options if points == score]
    if len(found) != 1:
        raise ValueError(score)
    return found[0]


def _bare(text: str) -> str:
    """Give text in NFKC without spaces and the marks that options may be written with."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text))


def _last_run(text: str) -> str:
    """Return the box or tick right at the end of the text, ``""`` when there is none."""
    match = re.search(rf"{MARK_RUN}\Z", text)
    return match.group() if match else ""

"""Which rows below a ledger's header are cases: no totals, footers or headers again (rules 2)."""

import re
from collections.abc import Callable, Collection, Sequence

from workbook.values.headers import normalised
from workbook.values.text import is_blank, key

_WORD = r"(?:合计|小计|总计|共计|汇总|总数|平均|total)"
_TOTAL = re.compile(
    rf".{{0,10}}?{_WORD}[值数]?[:：()（）共约工单数件金额]{{0,6}}[0-9,.]*(?:件|条|个|人|件次)?[):：]?",
    re.IGNORECASE,
)
_FOOTER = re.compile("制表人|制表|填表|审核|复核人|负责人|备注|说明")
_SIGN = re.compile("[计汇总平制填审复负备说Ｔｔ]|total", re.IGNORECASE)
"""Without one of these no word can be any of those; most cells are looked at no closer."""

_LONGEST = 40


def case_rows(
    body: Sequence[Sequence[object]],
    case_at: int,
    header: Sequence[Sequence[object]],
    totals: Collection[int],
    is_time: Callable[[Sequence[object]], bool],
) -> tuple[list[int], list[tuple[int, int]]]:
    """Give the places of the cases in ``body``, and row and column of each row left out.

    ``case_at``: the column of 工单编号 in a row. ``header``: the header's own rows. ``totals``:
    places of totals rows of an Excel table. ``is_time`` tells whether a row has a 派单时间.
    Rows that are wholly blank are in neither list. All places count from 0.
    """
    wanted = [tuple(map(normalised, row)) for row in header]
    initials = {str(cell).strip()[:1] for row in header for cell in row if cell not in ("", None)}
    kept: list[int] = []
    skipped: list[tuple[int, int]] = []
    for i, row in enumerate(body):
        at = 0
        for cell in row:
            if cell != "" and not is_blank(cell):
                break
            at += 1
        else:
            continue
        first = row[at]
        if i in totals:
            skipped.append((i, at))
        elif (is_no_case(first) or is_no_case(row[case_at])) and not is_time(row):
            skipped.append((i, at if is_no_case(first) else case_at))
        elif str(first).lstrip()[:1] in initials and _repeats(row, wanted):
            skipped.append((i, at))
        else:
            kept.append(i)
    return kept, skipped


def is_no_case(cell: object) -> bool:
    """Tell whether a cell is the word of a total row, or begins as a footer does."""
    if not isinstance(cell, str) or not _SIGN.search(cell):
        return False
    text = key(cell[:_LONGEST]).replace(" ", "")
    return bool(_FOOTER.match(text) or (len(cell) < _LONGEST and _TOTAL.fullmatch(text)))


def _repeats(row: Sequence[object], header: Sequence[tuple[str, ...]]) -> bool:
    """Tell whether a row is one of the header's own, with at least two of its cells."""
    cells = tuple(map(normalised, row))
    return any(
        sum(map(bool, cells)) >= 2
        and all(not cell or cell == own for cell, own in zip(cells, texts, strict=True))
        for texts in header
    )

"""One row's XML, cut around the cells that are to be replaced."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbook.values.addresses import column_number, letters
from workbook.xlsx.markup import attributes, style_of
from workbook.xlsx.patching.base_styles import PLAIN
from workbook.xlsx.xml_spans import attribute_cut

_TAG = re.compile(rb"""<(/?)([\w.:-]+)((?:[^"'<>]|"[^"<]*"|'[^'<]*')*?)(/?)>""")


_CONTENT = re.compile(
    rb"<(?:[\w.-]+:)?(?:f[\s/>]|[vt](?:\s[^<>]*)?>(?!</))"  # a formula, a value, a text
)


class RowError(Exception):
    """A row that cannot be cut safely: why, in Chinese."""


@dataclass(slots=True)
class Cut:
    """A row around its target cells.

    ``gaps[i]`` is what is kept before the i-th target, ``gaps[-1]`` what is kept after the last;
    ``styles`` holds the style of each target cell that is there, and of cells without a place.
    """

    gaps: list[bytes]
    styles: dict[int, int]


class RowCutter:
    """Cuts rows around ``targets`` (column numbers, ascending)."""

    def __init__(self, prefix: str, targets: Sequence[int]) -> None:
        p = prefix.encode()
        self._targets = list(targets)
        self._wanted = set(targets)
        self._name = b"%bc" % p
        self._first = b'<%bc r="%b' % (p, letters(targets[0]).encode())
        self._cell = re.compile(
            rb'<%bc r="([A-Z]{1,3})(\d{1,7})"([^<>]*?)'
            rb"(?:/>|>[^<]*(?:<(?!/%bc>)[^<]*)*</%bc>)" % (p, p, p)
        )
        names = b"|".join(letters(target).encode() for target in targets)
        self._any_target = re.compile(rb"""["']\s*\$?(?:%b)\$?\d""" % names, re.IGNORECASE)
        self._more = (b"</%brow>" % p, b"<%bextLst" % p)
        self._columns: dict[bytes, int] = {}

    def cut(self, piece: bytes, inner: int, row: bytes, close: bytes) -> Cut:
        """Return the row's start tag and cells cut up; ``inner`` is where its cells begin.

        ``piece`` ends with ``close``, which is left out; ``row`` is its number. Raises RowError.
        """
        end = len(piece) - len(close)
        at = piece.find(self._first + row + b'"', inner)
        if at < 0 or self._any_target.search(piece, inner, at):
            at = inner
        gaps = [b""] * (len(self._targets) + 1)
        gaps[0] = piece[inner:at]
        styles: dict[int, int] = {}
        previous, beyond = 0, False
        match, targets, last = self._cell.match, self._targets, self._targets[-1]
        while found := match(piece, at, end):
            column = self._column(found[1])
            if column <= previous or found[2] != row:
                return self._slow(piece, inner, row, end)
            if column > last:
                beyond = True
                break
            if column in self._wanted:
                styles[column] = style_of(found[3]) or PLAIN
            else:
                gaps[bisect_left(targets, column)] += found[0]
            previous, at = column, found.end()
        rest = piece[at:]
        if not (beyond or rest.startswith(self._more)) or self._any_target.search(rest):
            return self._slow(piece, inner, row, end)
        gaps[-1] += rest[: end - at]
        return Cut(gaps, styles)

    def _column(self, text: bytes) -> int:
        known = self._columns.get(text)
        if known is None:
            known = self._columns[text] = column_number(text.decode())
        return known

    def _slow(self, piece: bytes, inner: int, row: bytes, end: int) -> Cut:
        """Return the same for rows with implicit positions, blanks between tags, odd quoting."""
        targets = self._targets
        gaps = [b""] * (len(targets) + 1)
        styles: dict[int, int] = {}
        at = inner
        for column, start, stop, tag in cells(piece, inner, end, row, self._name):
            lead, text, at = piece[at:start], piece[start:stop], stop
            if not column:
                gaps[-1] += lead + text
                continue
            place = attributes(tag).get("r", "")
            slot = bisect_left(targets, column)
            gaps[slot] += lead
            if column in self._wanted or not place:
                styles[column] = style_of(tag) or PLAIN
            if column in self._wanted:
                continue
            if place or slot == 0:
                gaps[slot] += text
            else:  # a cell before it may go, so it has to say where it stands
                here = letters(column) + row.decode()
                first, after, new = attribute_cut(tag, "r", here)
                gaps[slot] += tag[:first] + new + tag[after:] + text[len(tag) :]
        gaps[-1] += piece[at:end]
        return Cut(gaps, styles)

    def filled(self, piece: bytes, inner: int, row: bytes, close: bytes) -> set[int]:
        """Return the targets that hold something in a row as ``cut`` takes it. Raises RowError."""
        end = len(piece) - len(close)
        return {
            column
            for column, start, stop, _ in cells(piece, inner, end, row, self._name)
            if column in self._wanted and has_content(piece[start:stop])
        }


def has_content(cell: bytes) -> bool:
    """Tell whether a cell's XML holds a formula, a value or a text."""
    return _CONTENT.search(cell) is not None


def cells(
    piece: bytes, start: int, end: int, row: bytes, name: bytes
) -> Iterator[tuple[int, int, int, bytes]]:
    """Yield a row's elements: the column of a cell (0 for another), start, end, start tag.

    ``row`` is the row's number, ``name`` what its cells are called. Raises RowError.
    """
    previous, closed = 0, False
    for first, stop, tag in elements(piece, start, end):
        if tag.rstrip(b"/>").split(None, 1)[0] != b"<" + name:
            closed = True
            yield 0, first, stop, tag
            continue
        place = attributes(tag).get("r", "")
        column = _placed(place, row) if place else previous + 1
        if column <= previous or closed:
            raise RowError("单元格没有按列排列")
        previous = column
        yield column, first, stop, tag


def _placed(place: str, row: bytes) -> int:
    bare = place.strip().replace("$", "")
    column = bare.rstrip("0123456789")
    letters_only = column.isascii() and column.isalpha() and len(column) <= 3
    if bare[len(column) :] != row.decode() or not letters_only:
        raise RowError(f"单元格 {place} 不在自己的行里")
    return column_number(column)


def elements(piece: bytes, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
    """Return the elements between two offsets, without their children: start, end, start tag."""
    depth, first, opening = 0, start, b""
    for tag in _TAG.finditer(piece, start, end):
        if depth == 0:
            first, opening = tag.start(), tag[0]
        if tag[1]:
            depth -= 1
        elif not tag[4]:
            depth += 1
        if depth < 0:
            break
        if depth == 0:
            yield first, tag.end(), opening
    if depth:
        raise RowError("标签没有配对")

"""Rows that are built alike, recognised and cut a whole block at a time.

Most ledgers repeat one row over and over. For such a block it is enough to say how every row must
begin, end, and where its cells must stand; the comparisons then run at the speed of C.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import add, lt

from workbook.values.addresses import letters
from workbook.xlsx.markup import style_of
from workbook.xlsx.patching.base_styles import PLAIN, BaseStyles


@dataclass(frozen=True, slots=True)
class UniformRows:
    """Rows cut in three: the start tag, the cells before the targets, the rest with the end tag.

    ``digits`` are the row numbers, ``heads`` what follows them in the start tags, from the quote to
    the ``>``; ``bases`` are the styles from which each row's target cells start, or those of all
    rows when there is only one.
    """

    digits: list[bytes]
    heads: list[bytes]
    bodies: list[bytes]
    rests: list[bytes]
    bases: list[tuple[int, ...]]


class Recogniser:
    """Cuts blocks of rows around ``targets``, when those are neighbours."""

    def __init__(self, prefix: str, targets: Sequence[int], looks: BaseStyles) -> None:
        p = prefix.encode()
        self._targets = targets
        self._looks = looks
        self._close = b"</%brow>" % p
        self._cell = b"<%bc " % p
        self._bare = re.compile(rb"<%bc[>/\t\r\n]" % p)
        self._cell_end = b"</%bc>" % p + self._close
        self._ends = (self._cell_end, b"/>" + self._close)
        self._tag = re.compile(rb'<%bc r="([A-Z]{1,3})\d{1,7}"( s="\d+"|)([^<>]*)>' % p)
        self._start = b'<%bc r="' % p
        self._names = [letters(column).encode() for column in targets]
        self._any_target = re.compile(rb'"(?:%b)\d' % b"|".join(self._names))
        self._adjoining = targets[-1] - targets[0] + 1 == len(targets)

    def _regular(self, pieces: list[bytes], first: int) -> tuple[list[bytes], list[bytes]]:
        """Row numbers and what follows them in the start tags.

        Nothing when the rows do not begin and end the usual way.
        """
        digits = [b"%d" % row for row in range(first, first + len(pieces))]
        starts = [b' r="%b"' % row for row in digits]
        if not (
            all(map(bytes.startswith, pieces, starts))
            and all(map(bytes.endswith, pieces, repeat(self._close)))
        ):
            return [], []
        ends = map(bytes.find, pieces, repeat(b">"))
        lengths = map(len, starts)
        heads = [p[a - 1 : b + 1] for p, a, b in zip(pieces, lengths, ends, strict=True)]
        if any(head.endswith(b"/>") or b"<" in head for head in set(heads)):
            return [], []
        return digits, heads

    def beside(self, pieces: list[bytes], first: int) -> UniformRows | None:
        """Cut rows, numbered from ``first`` on, that end before the targets.

        Each piece is a row after its ``<row``, up to and including its end tag. None when they
        differ in a way that matters, or when their last cell is not the one to look like.
        """
        like = self._looks.only
        if not 0 < like < self._targets[0] or not all(
            map(bytes.endswith, pieces, repeat(self._cell_end))
        ):
            return None
        digits, heads = self._regular(pieces, first)
        name = self._start + letters(like).encode()
        tags = [name + row + b'"' for row in digits]
        places = list(map(bytes.rfind, pieces, repeat(self._cell[:-1])))
        if not digits or not all(map(bytes.startswith, pieces, tags, places)):
            return None
        ends = map(bytes.find, pieces, repeat(b">"), places)
        marks = [
            piece[a:b]
            for piece, a, b in zip(pieces, map(add, places, map(len, tags)), ends, strict=True)
        ]
        known = {mark: self._looks.same(style_of(mark)) for mark in set(marks)}
        bases = list(map(known.__getitem__, marks)) if len(known) > 1 else list(known.values())
        stop = -len(self._close)
        inner = self._inner(digits, heads)
        bodies = [piece[start:stop] for piece, start in zip(pieces, inner, strict=True)]
        return UniformRows(digits, heads, bodies, [self._close] * len(pieces), bases)

    @staticmethod
    def _inner(digits: list[bytes], heads: list[bytes]) -> list[int]:
        """Where each row's cells begin."""
        before = len(b' r="')
        return [before + len(row) + len(head) for row, head in zip(digits, heads, strict=True)]

    def over(self, pieces: list[bytes], first: int) -> UniformRows | None:
        """Cut rows that have every target cell, one after the other."""
        digits, heads = self._regular(pieces, first) if self._adjoining else ([], [])
        if not digits:
            return None
        inner = self._inner(digits, heads)
        styles: list[int] = []
        places: list[list[int]] = []
        for name in self._names:
            at = pieces[0].find(self._start + name + digits[0] + b'"')
            found = self._tag.match(pieces[0], max(at, 0))
            if found is None:
                return None
            styles.append(style_of(found[2] + found[3]) or PLAIN)
            places.append(list(map(bytes.find, pieces, self._tags(digits, found))))
            if -1 in places[-1] or (places[1:] and not all(map(lt, places[-2], places[-1]))):
                return None
        ends = list(map(bytes.find, pieces, repeat(self._cell), [at + 1 for at in places[-1]]))
        if -1 in ends:
            if not all(piece.endswith(self._ends) for piece in pieces) or b"extLst" in pieces[0]:
                return None
            close = len(self._close)
            ends = [
                len(piece) - close if end < 0 else end
                for piece, end in zip(pieces, ends, strict=True)
            ]
        counts = set(map(bytes.count, pieces, repeat(self._cell), places[0], ends))
        spots = list(zip(pieces, inner, places[0], ends, strict=True))
        if counts != {len(self._targets)} or any(
            self._any_target.search(piece, a, b) or self._bare.search(piece, b, end)
            for piece, a, b, end in spots
        ):
            return None
        return UniformRows(
            digits,
            heads,
            [piece[a:b] for piece, a, b, _ in spots],
            [piece[end:] for piece, *_, end in spots],
            [tuple(styles)],
        )

    def _tags(self, digits: list[bytes], like: re.Match[bytes]) -> list[bytes]:
        """How each row's cell must begin to be like one in the first row."""
        name, style, more = like.groups()
        tail = b'"' + style if style else b'"' + more + b">"
        return [self._start + name + row + tail for row in digits]

"""Quotes of a .csv that nobody closed: everything behind one would be part of a single field."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from workbook.values.refusals import DamagedError

_BREAK = re.compile(r"\r\n|\r|\n")
_HEADER_WITHIN = 20


def refuse_open_quotes(text: str, delimiter: str, name: str) -> None:
    """Raise DamagedError naming the line of a quote that swallows rows.

    One is not closed at all, or closed by the next quote that happens to come: then it holds line
    breaks and, behind one, text of as many fields as the header. ``name`` is for the refusal.
    """
    above: list[tuple[int, int]] = []
    line, counted = 1, 0
    for field in _quoted(text, delimiter):
        start = field.start("text")
        line += sum(1 for _ in _BREAK.finditer(text, counted, start))
        counted = start
        above = above or _first_records(text, delimiter)
        width = max((fields for last, fields in above if last < line), default=0)
        if not field["end"]:
            why = "一直到文件末尾都没有配对"
        elif _swallows(field, delimiter, width):
            why = "没有在本行配对，把后面的行也包进了同一格"
        else:
            continue
        raise DamagedError(f"{name}：第{line}行的双引号{why}，请补上或删去引号后再试")


def _quoted(text: str, delimiter: str) -> Iterator[re.Match[str]]:
    """Find the quoted fields as `csv` does; those on one line are passed over."""
    mark = re.escape(delimiter)
    field = re.compile(rf'(?:\A|[{mark}\r\n])"(?P<text>(?:[^"]++|"")*+)(?P<end>"|\Z)')
    for match in field.finditer(text):
        if not match["end"] or "\n" in match["text"] or "\r" in match["text"]:
            yield match


def _swallows(field: re.Match[str], delimiter: str, width: int) -> bool:
    """Tell whether a line within the field is a row of ``width`` fields by itself."""
    text, end = field.string, field.end()
    lines = _BREAK.split(field["text"])[1:]
    closed = end == len(text) or text[end] in (delimiter, "\r", "\n")
    if not closed:
        after = _BREAK.search(text, end)
        lines[-1] += text[end - 1 : after.start() if after else len(text)]
    return width >= (3 if closed else 2) and any(
        _fields(each, delimiter) == width for each in lines
    )


def _first_records(text: str, delimiter: str) -> list[tuple[int, int]]:
    """Return the last line of each of the first records and how many fields it has."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [(reader.line_num, len(row)) for row in islice(reader, _HEADER_WITHIN)]


def _fields(line: str, delimiter: str) -> int:
    return len(next(csv.reader([line], delimiter=delimiter), []))

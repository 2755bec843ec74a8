"""A .csv as rows of text: its encoding and delimiter are found out, never assumed."""

import codecs
import csv
import io
import re

from workbook.reading.layout import MOST_HELD, read_text, refuse_many
from workbook.reading.quotes import refuse_open_quotes
from workbook.values.refusals import DamagedError, NotASpreadsheetError, UnsafeFileError

_DELIMITERS = ",\t;"
_LONGEST_FIELD = 1 << 20
_KEPT_WHOLE = re.compile(r'\s*="([^"]*)"\s*')


def parse_csv(raw: bytes, name: str) -> list[list[str]]:
    """Read the bytes of a .csv: UTF-8 with or without BOM, UTF-16 with BOM, else GB18030.

    Rows are padded to the width of what is filled; a row is one record, so a quoted line break does
    not count. ``name`` is for the refusals. Raises NotASpreadsheetError for other bytes,
    DamagedError for a quote that swallows rows, UnsafeFileError for more cells than memory holds.
    """
    text = decoded(raw, name)
    delimiter = _delimiter(text)
    refuse_many((text.count(delimiter) + text.count("\n") + text.count("\r")) // 2, name)
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        refuse_open_quotes(text, delimiter, name)
        rows = [
            _trimmed(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise DamagedError(f"{name}：不是完整的 CSV 文件（{error}）") from None
    width = max(map(len, rows), default=0)
    widest = next((number for number, row in enumerate(rows, 1) if len(row) == width), 1)
    if len(rows) * width > MOST_HELD:
        raise UnsafeFileError(
            f"{name}：第{widest}行有 {width} 列，读取会占满内存；请删除这一行多余的分隔符和内容"
        )
    rows = [row + [""] * (width - len(row)) for row in rows]
    if '="' in text:
        rows = [[_unwrapped(cell) for cell in row] for row in rows]
    if "#" in text or "错误" in text:
        rows = [[read_text(cell) for cell in row] for row in rows]
    return rows


def _unwrapped(cell: str) -> str:
    """Take a text out of the form ``="…"``, in which exports keep long numbers whole."""
    found = _KEPT_WHOLE.fullmatch(cell)
    return found[1] if found else cell


def _trimmed(row: list[str]) -> list[str]:
    """Take off the blank cells at the end, which only delimiters made."""
    width = len(row)
    while width and not row[width - 1]:
        width -= 1
    return row if width == len(row) else row[:width]


def decoded(raw: bytes, name: str) -> str:
    """Decode a text file; ``name`` is for the refusal."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            try:
                return _text(raw.decode(encoding), name)
            except UnicodeDecodeError:
                raise DamagedError(f"{name}：文件内容不完整，不能按文本读取") from None
    for encoding in ("utf-8", "gb18030"):
        try:
            return _text(raw.decode(encoding), name)
        except UnicodeDecodeError:
            continue
    raise NotASpreadsheetError(f"{name}：既不是 UTF-8 也不是 GB18030 编码的文本")


def _text(decoded: str, name: str) -> str:
    if "\0" in decoded:
        raise NotASpreadsheetError(f"{name}：内容不是文本，不是 CSV 文件")
    return decoded


def _delimiter(text: str) -> str:
    """Find the mark that stands in most of the first lines, outside quotes; else a comma."""
    counts = {mark: [0] for mark in _DELIMITERS}
    quoted = False
    for char in text[:65536]:
        if char == '"':
            quoted = not quoted
        elif char == "\n" and not quoted:
            for lines in counts.values():
                lines.append(0)
        elif char in counts and not quoted:
            counts[char][-1] += 1

    def weight(mark: str) -> tuple[int, int]:
        return sum(1 for n in counts[mark][:20] if n), max(counts[mark][:20])

    best = max(_DELIMITERS, key=weight)
    return best if max(counts[best]) else ","

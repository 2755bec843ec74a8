"""Number formats: what a code shows, which codes have a number only, where a cell's stands."""

import enum
import re
from collections.abc import Mapping, Sequence
from functools import cache

from lxml import etree

from workbook.reading.ambiguity import Ambiguity, check_once
from workbook.values.addresses import address, column_number
from workbook.values.refusals import AmbiguousError
from workbook.xlsx.package import Package

GENERAL = "General"
_EAST_ASIAN_DATE = 'yyyy"年"m"月"d"日"'
BUILT_IN: Mapping[int, str] = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;[Red]"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: _EAST_ASIAN_DATE,
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00",
    41: "#,##0;-#,##0;-;@",
    42: '"¥"#,##0;"¥"-#,##0;"¥"-;@',
    43: "#,##0.00;-#,##0.00;-??;@",
    44: '"¥"#,##0.00;"¥"-#,##0.00;"¥"-??;@',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""Formats that a file names by number only, as a Chinese Excel shows them."""

_LITERAL = re.compile(r'"[^"]*"?|\\.|_.|\*.', re.DOTALL)
_BRACKET = re.compile(r"\[([^\]]*)\]")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c(?P<attributes>\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_STYLE = re.compile(rb"\ss\s*=\s*[\"']\s*(\d{1,9})\s*[\"']")
_ROW_OR_CELL = re.compile(
    rb"<(?:[\w.-]+:)?(?P<kind>c|row)(?P<attributes>\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*|/)?>"
)
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']\s*\$?([A-Za-z]{0,3})\$?([0-9]{1,9})\s*[\"']")

_UNREAD = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
"""What may hold a tag that is none."""


class Shows(enum.Enum):
    """What a number is by its format: a plain number, a moment, or an elapsed time."""

    NUMBER = enum.auto()
    MOMENT = enum.auto()
    SPAN = enum.auto()


@cache
def shows(code: str) -> Shows:
    """``0.00`` → NUMBER, ``yyyy-mm-dd`` → MOMENT, ``[h]:mm`` → SPAN."""
    code = _LITERAL.sub("", code.split(";", 1)[0])
    if any(re.fullmatch(r"h+|s+|m+", b, re.IGNORECASE) for b in _BRACKET.findall(code)):
        return Shows.SPAN
    code = re.sub(r"General|G/通用格式", "", _BRACKET.sub("", code), flags=re.IGNORECASE)
    if re.search(r"[ymdhs]|上午|下午|a/p", code, re.IGNORECASE):
        return Shows.MOMENT
    if re.search(r"e|aaa|g", code, re.IGNORECASE) and not re.search(r"[0#?]", code):
        return Shows.MOMENT
    return Shows.NUMBER


@cache
def has_time(code: str) -> bool:
    """Tell whether a number format code shows a time of day: ``yyyy-mm-dd hh:mm``, ``[h]:mm``."""
    code = _LITERAL.sub("", code.split(";", 1)[0])
    for bracket in _BRACKET.findall(code):
        if re.fullmatch(r"[hHsSmM]+", bracket):
            return True
    code = _BRACKET.sub("", code)
    return re.search(r"上午|下午|A/P|[HS]", code, re.IGNORECASE) is not None


def format_codes(package: Package) -> tuple[str, ...]:
    """Give the format code of each cell style (index into cellXfs) of an .xlsx."""
    part = package.book_part("styles")
    root = package.root(part) if part else None
    if root is None:
        return ()
    try:
        check_styles(root)
    except Ambiguity as odd:
        raise AmbiguousError(f"{package.label} 的 {part}", str(odd)) from None
    return codes_of(root)


def check_styles(root: etree._Element) -> None:
    """Raise Ambiguity where a part with styles has two of what a cell's format is found by."""
    for name in ("numFmts", "cellXfs"):
        if len(root.findall(f"{{*}}{name}")) > 1:
            raise Ambiguity(f"有两处 {name}")
    formats = root.iterfind("{*}numFmts/{*}numFmt")
    told = {(f.get("numFmtId", ""), f.get("formatCode", "")) for f in formats}
    check_once(sorted(number for number, _ in told), "数字格式")


def codes_of(root: etree._Element) -> tuple[str, ...]:
    """Give the format code of each cell style in a part with styles."""
    codes = {
        f.get("numFmtId"): f.get("formatCode", "") for f in root.iterfind("{*}numFmts/{*}numFmt")
    }
    found: list[str] = []
    for looks in root.iterfind("{*}cellXfs"):
        for look in _alternatives_taken(looks):
            number = look.get("numFmtId", "0")
            found.append(codes.get(number) or built_in(number))
    return tuple(found)


def built_in(number: str | int) -> str:
    """Give the code of a format that a file names by number only."""
    text = str(number)
    return BUILT_IN.get(int(text), GENERAL) if text.isdecimal() and len(text) < 9 else GENERAL


def _alternatives_taken(parent: etree._Element) -> list[etree._Element]:
    """Give the children as Excel counts them: of an mc:AlternateContent, what it understands."""
    found: list[etree._Element] = []
    for child in parent.iterchildren("{*}xf", "{*}AlternateContent"):
        if etree.QName(child).localname == "xf":
            found.append(child)
            continue
        options = [
            option
            for option in child.iterchildren("{*}Choice", "{*}Fallback")
            if all(name.startswith("x") for name in option.get("Requires", "").split())
        ]
        found += _alternatives_taken(options[0]) if options else []
    return found


def number_formats(package: Package, sheet: str, cells: Sequence[tuple[int, int]]) -> list[str]:
    """Give the format code of each cell (row, column from 1) of an .xlsx."""
    data = package.sheet(sheet)
    if data.find(b"<!") >= 0 or data.find(b"<?", 2) >= 0:
        data = _UNREAD.sub(b"", data)
    codes = format_codes(package)
    styles = _found_styles(data, cells)
    if styles is None:
        everywhere = _all_styles(data)
        styles = [everywhere.get(cell, 0) for cell in cells]
    return [codes[style] if style < len(codes) else GENERAL for style in styles]


def _found_styles(data: bytes, cells: Sequence[tuple[int, int]]) -> list[int] | None:
    """Find cells by their written address, in order; None where one is not written plainly."""
    styles: list[int] = []
    at = 0
    for row, column in cells:
        mark = f' r="{address(row, column)}"'.encode()
        at = data.find(mark, at)
        start = data.rfind(b"<", 0, at) if at >= 0 else -1
        match = _CELL.match(data, start) if start >= 0 else None
        if match is None or not match.start("attributes") <= at < match.end():
            return None
        style = _STYLE.search(match["attributes"])
        styles.append(int(style[1]) if style else 0)
    return styles


def _all_styles(data: bytes) -> dict[tuple[int, int], int]:
    """Read every cell's style, whatever way its address is written or left out."""
    styles: dict[tuple[int, int], int] = {}
    row = column = 0
    for tag in _ROW_OR_CELL.finditer(data):
        attributes = tag["attributes"] or b""
        reference = _REFERENCE.search(attributes)
        if tag["kind"] == b"row":
            row, column = int(reference[2]) if reference else row + 1, 0
            continue
        if reference and reference[1]:
            row, column = int(reference[2]), column_number(reference[1].decode())
        else:
            column += 1
        style = _STYLE.search(attributes)
        if style:
            styles[row, column] = int(style[1])
    return styles

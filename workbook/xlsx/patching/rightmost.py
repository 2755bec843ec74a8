"""The cell that stands furthest to the right: what is in the way when a sheet has no room left."""

import re
from collections.abc import Iterable

from workbook.values.addresses import number
from workbook.xlsx.patching.hidden_markup import bare

_CELL = re.compile(
    rb"""<(?:[\w.-]+:)?c\s(?:[^<>]*\s)?r\s*=\s*["']\$?([A-Za-z]{1,3})\$?(\d+)["'][^<>]*(?<!/)>"""
)


def rightmost(blocks: Iterable[bytes]) -> str:
    """Return the address of the last cell with content in the last column that has any."""
    best, column, carry = "", 0, b""
    for block in blocks:
        data = carry + block
        carry = data[data.rfind(b"<") :]
        for found in _CELL.finditer(bare(data)):
            here = number(found[1].decode())
            if here >= column:
                best, column = f"{found[1].decode().upper()}{found[2].decode()}", here
    return best

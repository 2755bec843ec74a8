"""What 结算单 shows."""

from contextlib import closing

from openpyxl import load_workbook

from tests.signed_quarter import Quarter

STATE, CODE = "F2", "D2"
"""Where it shows 签认状态 and 核验码."""


def shown(quarter: Quarter, cell: str) -> object:
    """What a cell of 结算单 shows; other sheets are not read."""
    with closing(load_workbook(quarter.settlement, read_only=True)) as book:
        return book["结算单"][cell].value

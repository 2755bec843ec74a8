"""A small ledger for a command."""

from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

AS_OF = "2024-01-20T12:00"
NYC = Path(__file__).parents[2] / "data" / "nyc311-2025-03-24.csv"
GOOD = ["A1", datetime(2024, 1, 8, 10), datetime(2024, 1, 8, 10, 30), datetime(2024, 1, 15, 23)]
HEADER = ["工单编号", "派单时间", "接收时间", "办结时间"]


def write_ledger(path: Path, *rows: list[object], header: list[str] | None = None) -> Path:
    book = Workbook()
    book.active.title = "案件台账"
    for row in (header or HEADER, *rows):
        book.active.append(row)
    book.save(path)
    return path

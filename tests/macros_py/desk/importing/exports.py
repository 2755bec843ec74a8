"""A ledger, an export, and the one imported into the other."""

from pathlib import Path

from openpyxl import load_workbook

from tests.ledgers import Row, simple, write_xlsx
from tests.oracle.command import Outcome, run

AS_OF = "2024-03-20T09:00"
HEADERS = ("工单编号", "来源系统", "派单时间", "承办单位", "办结时间", "是否解决", "备注")
OLD: tuple[Row, ...] = (
    ("热线-1", "市级", "2024-03-01 09:30:00", "规划科", None, None, None),
    ("热线-2", "市级", "2024-03-02 10:00:00", "民政科", "未办结", "否", "甲"),
)


def ledger(path: Path, *cases: Row, headers: Row = HEADERS) -> Path:
    return write_xlsx(path / "台账.xlsx", simple(*(cases or OLD), headers=headers))


def export(path: Path, *cases: Row, headers: Row = HEADERS, name: str = "导出.xlsx") -> Path:
    return write_xlsx(path / name, simple(*cases, headers=headers, name="Sheet1"))


def imported(book: Path, source: Path, *more: object) -> Outcome:
    return run("import", book, source, "--as-of", AS_OF, "--json", *more)


def rows(path: Path, sheet: str = "台账") -> list[list[object]]:
    return [[cell.value for cell in row] for row in load_workbook(path)[sheet]]

"""Which ledgers can be written into."""

from pathlib import Path

from workbook.patch import WRITABLE
from workbook.reading.guard import Kind, kind_of


def in_place(path: Path) -> bool:
    """Tell whether a ledger can be written into: an .xlsx or .xlsm by name *and* by content.

    Raises the refusals of ``check_package``.
    """
    with path.open("rb") as file:
        packed = file.read(2) == b"PK"
    return path.suffix.lower() in WRITABLE and packed and kind_of(path) is Kind.XLSX

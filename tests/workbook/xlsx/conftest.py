"""A small ledger on disk."""

import pytest

from tests.workbook.xlsx.patching.oddities import book, sheet
from tests.workbook.xlsx.small_packages import ROW


@pytest.fixture
def ledger(tmp_path):
    return book(tmp_path / "台账.xlsx", sheet(ROW))

"""The host that plays Excel, and a folder with a ledger and its evaluation workbook."""

from pathlib import Path

import pytest

from tests.desk import set_up
from tests.xlwings_engine import Host, install


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    return install(monkeypatch)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return set_up(tmp_path)

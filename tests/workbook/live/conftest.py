"""A host in which workbooks are open."""

import pytest

from tests.xlwings_engine import Host, install


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    return install(monkeypatch)

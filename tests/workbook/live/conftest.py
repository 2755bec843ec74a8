"""A host with open workbooks, and moments that their cells hold."""

import pytest

from tests.xlwings_engine import Host, install


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    return install(monkeypatch)

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from tests.libreoffice.bench import ScriptedHost, running, uno_python
from tests.office import REASON, SOFFICE
from workbook.live.uno_engine import install


@pytest.fixture(scope="package")
def office() -> Iterator[ScriptedHost]:
    """One LibreOffice for all tests of the folder."""
    if SOFFICE is None:
        pytest.skip(REASON)
    if sys.platform == "win32" or not uno_python():
        pytest.skip("no Python that knows LibreOffice's UNO (python3-uno)")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as host:
        yield host


@pytest.fixture
def host(office: ScriptedHost, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedHost]:
    """The same with no document open, as xlwings' only engine."""
    for name in ("engines", "engines_by_name", "active"):
        monkeypatch.setattr(xw.engines, name, getattr(xw.engines, name))
    install(office)
    office.answers, office.alerts, office.steps = [], [], []
    yield office
    for document in list(office.documents()):
        document.close(True)

"""The tool or LibreOffice killed while a button runs: files whole, and the next press works."""

import tempfile
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from tests.desk import set_up
from tests.libreoffice.bench import ScriptedHost, running
from workbook.live.uno_engine import install
from workbook.live.uno_remote import LibreOfficeError

EVALUATION, LEDGER = "考核评价.xlsx", "案件台账.xlsx"
KILLED = """
import os, sys
def hook(event, arguments):
    if event == "os.rename" and "催办单_" in str(arguments[1]):
        os.kill(os.{whom}(), 9)
sys.addaudithook(hook)
"""
"""Imported by the tool: it happens as 催办单 is put in its place, 考核评价 closed for writing."""


def opened(desk: Path) -> None:
    for name in (EVALUATION, LEDGER):
        xw.apps.active.books.open(str(desk / name))


def made(desk: Path) -> list[Path]:
    return [path for path in desk.glob("催办单_*.xlsx") if ".备份" not in path.name]


def test_a_tool_that_is_killed_leaves_the_workbooks_open_and_whole(
    host: ScriptedHost, tmp_path: Path
) -> None:
    """Buttons of the menu go the whole way: dispatch, extension, pipe, tool, back into cells."""
    desk = set_up(tmp_path)
    opened(desk)
    host.end_tool()
    hook = host.first / "sitecustomize.py"
    hook.write_text(KILLED.format(whom="getpid"), "utf-8")
    host.choose("urge_units")
    hook.unlink()
    assert made(desk) == []
    open_now = {document.Title: document for document in host.documents()}
    assert set(open_now) == {EVALUATION, LEDGER}
    assert all(each.isAutomaticCalculationEnabled() for each in open_now.values())
    assert openpyxl.load_workbook(desk / EVALUATION).sheetnames
    xw.apps.active.books[LEDGER].api.Activate()
    host.choose("urge_units")
    assert len(made(desk)) == 1
    assert len(list(host.documents())) == 3
    xw.apps.active.books[LEDGER].api.Activate()
    host.choose("refresh_deadlines")
    ledger = xw.apps.active.books[LEDGER].sheets["案件台账"]
    assert "总体状态" in ledger.used_range.raw_value[0]


def kill_it(folder: Path, desk: Path) -> None:
    """Start LibreOffice and press 催办单, in which it is killed."""
    with running(folder) as host:
        install(host)
        opened(desk)
        (host.first / "sitecustomize.py").write_text(KILLED.format(whom="getppid"), "utf-8")
        host.choose("urge_units")


@pytest.mark.nightly
@pytest.mark.usefixtures("host")  # skips without LibreOffice, and puts xlwings' engines back
def test_a_libreoffice_that_is_killed_leaves_files_that_open(tmp_path: Path) -> None:
    desk = set_up(tmp_path)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with pytest.raises(LibreOfficeError):
            kill_it(folder, desk)
        (folder / "first" / "sitecustomize.py").unlink()
        assert (desk / f".~lock.{LEDGER}#").exists()
        for path in (*made(desk), desk / EVALUATION, desk / LEDGER):
            assert openpyxl.load_workbook(path).sheetnames
        with running(folder) as host:
            install(host)
            opened(desk)
            host.choose("urge_units")
            titles = {document.Title for document in host.documents()}
            assert titles == {EVALUATION, LEDGER, *(path.name for path in made(desk))}
            assert len(titles) == 3

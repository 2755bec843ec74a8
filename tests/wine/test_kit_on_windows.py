"""The real kit on a Windows under Wine: installed, used as Excel uses it, installed again, removed.

Windows' own Python runs, xlwings' own DLL starts it, pywin32's COM carries every call. What is not
there is Excel: its side is played by ``far_side.py``.
"""

import json
import math
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from addin.build.kit import Contents, PythonZip, download, make_kit
from addin.build.lock import asked_for, needed, read_lock
from macros_py.catalogue.menu_choices import CHOICES
from macros_py.formulas.pipe import dispatch
from tests.desk import set_up
from tests.formula_calls import EVERY
from tests.wine.windows import LOCAL, PYTHON, ROAMING, Windows, missing

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(bool(missing()), reason=f"Wine: not installed: {'、'.join(missing())}"),
]
ROOT = Path(__file__).parents[2]
KIT, DESK = "C:\\安装包 1", "C:\\台账 2024"
ADDIN = f"{ROAMING}\\Microsoft\\Excel\\XLSTART\\jsjb.xlam"
RECORD = f"{ROAMING}\\jsjb\\jsjb.conf"
ON_WINDOWS = (
    "tests/workbook/files",
    "tests/workbook/xlsx/test_patch.py",
    "tests/workbook/xlsx/test_patch_refusals.py",
    "tests/macros_py/signoff/test_signing_at_once.py",
    "tests/macros_py/terminal/test_menu.py",
    "tests/addin/test_install.py",
)
"""The tests of files, locks and installation."""
PROJECT = ("addin", "benchmarks", "docs", "macros_py", "templates", "tests", "workbook")


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    """A Windows with the kit in a folder with a space, and a ledger's folder."""
    folder = tmp_path_factory.mktemp("windows")
    try:
        made = Windows(folder)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"Wine: the package registry is out of reach: {error}")
    contents = Contents(PythonZip(made.python_zip))
    make_kit(made.path(KIT), lambda _: None, (PYTHON,), contents)
    made.path(DESK).mkdir()
    set_up(made.path(DESK))
    yield made
    made.close()


@pytest.fixture(scope="module")
def installed(windows: Windows) -> str:
    """The folder of the Python that 安装.cmd made."""
    code, said = windows.script(KIT, "安装.cmd")
    assert code == 0, said
    return environment(windows)


def environment(windows: Windows) -> str:
    """Give the folder of the Python that is recorded; one only may be there."""
    record = windows.path(RECORD).read_bytes().decode("gbk")
    interpreter = record.removeprefix("INTERPRETER_WIN=").strip()
    folder, name = interpreter.rsplit("\\", 1)
    assert name == "pythonw.exe"
    assert windows.path(interpreter).is_file()
    (only,) = windows.path(f"{LOCAL}\\jsjb").iterdir()
    assert only == windows.path(folder)
    return folder


def test_the_kit_installs_for_a_user_with_a_chinese_name(windows: Windows, installed: str) -> None:
    assert windows.path(ADDIN).read_bytes() == windows.path(f"{KIT}\\files\\jsjb.xlam").read_bytes()
    python = f"{installed}\\python.exe"
    places = (f"APPDATA={ROAMING}", f"LOCALAPPDATA={LOCAL}")
    told = f"import os; os.environ.update(dict(each.split('=', 1) for each in {places}))"
    status = f"{told}; from macros_py.terminal.cli import main; main(['addin', 'status'])"
    code, said = windows.run(python, "-I", "-B", "-c", status)
    assert code == 0, said
    assert said.count("√") == 4
    assert "×" not in said


def asked(windows: Windows, installed: str, question: object) -> dict[str, object]:
    """Let Excel's side ask, and give what it was answered."""
    desk = windows.path(DESK)
    shutil.copyfile(Path(__file__).with_name("far_side.py"), desk / "far_side.py")
    (desk / "questions.json").write_text(json.dumps(question), "utf-8")
    (desk / "answers.json").unlink(missing_ok=True)
    code, said = windows.run(
        f"{installed}\\python.exe",
        *("-I", "-B", "-X", "utf8", f"{DESK}\\far_side.py", f"{installed}\\pythonw.exe"),
        *(f"{DESK}\\questions.json", f"{DESK}\\answers.json", DESK),
    )
    assert (desk / "answers.json").is_file(), said
    assert code == 0, said
    found: dict[str, object] = json.loads((desk / "answers.json").read_text("utf-8"))
    return found


def test_every_formula_over_xlwings_dll_and_com(windows: Windows, installed: str) -> None:
    calls = []
    for name, given in EVERY.items():
        calls.append([name, given])
        calls.append([name, ["x"] * len(given)])
    found = asked(windows, installed, {"formulas": calls, "buttons": []})
    answers = found["formulas"]
    assert isinstance(answers, list)
    for (name, given), answer in zip(calls, answers, strict=True):
        rows = [each if isinstance(each, list) or each is None else [[each]] for each in given]
        wanted = dispatch(name, rows)
        wanted = [
            [cell["text"] if isinstance(cell, dict) else cell for cell in row] for row in wanted
        ]
        got = answer if isinstance(answer, list) else [[answer]]
        assert alike(got, wanted), (name, given)
    assert found["stopped"] == 0


def alike(found: list[list[object]], wanted: list[list[object]]) -> bool:
    """Compare cells; a date went through Windows' own kind of date."""
    cells = [list(map(list, rows)) for rows in (found, wanted)]
    if [len(row) for row in cells[0]] != [len(row) for row in cells[1]]:
        return False
    return all(
        math.isclose(a, b, abs_tol=1e-8)
        if isinstance(a, float) and isinstance(b, int | float)
        else a == b
        for rows in zip(*cells, strict=True)
        for a, b in zip(*rows, strict=True)
    )


def test_two_buttons_on_a_workbook_over_com(windows: Windows, installed: str) -> None:
    found = asked(windows, installed, {"formulas": [], "buttons": ["about", "score_quarter"]})
    buttons = found["buttons"]
    assert isinstance(buttons, dict)
    about, kind = buttons["about"]
    assert kind == "info"
    assert "Excel 16.0" in about
    score, kind = buttons["score_quarter"]
    assert kind == "info"
    assert "季度平均分 74.67" in score
    assert score.endswith("所用文件：考核评价.xlsx")
    assert found["asked"] == ["哪个季度？"]
    assert found["put_back"] is True


def test_the_menu_of_the_kit_does_a_job(windows: Windows, installed: str) -> None:
    """A ledger dropped onto 接诉即办.cmd, the number of 刷新时限 typed, then 0."""
    (number,) = (n for n, each in enumerate(CHOICES, 1) if each.arguments[0] == "flags")
    ledger = f"{DESK}\\案件台账.xlsx"
    code, said = windows.script(KIT, "接诉即办.cmd", ledger, typed=f"{number}\r\n0\r\n\r\n")
    assert code == 0, said
    assert windows.path(f"{DESK}\\案件台账.备份.xlsx").is_file(), said


@pytest.mark.parametrize(
    ("folder", "cut"), [("台账 & 表 (1)", False), ("台账,2024;a=b(1)", False), ("a&b", True)]
)
def test_a_ledger_is_dropped_from_any_folder(
    windows: Windows, installed: str, folder: str, cut: bool
) -> None:
    """As Explorer hands it over: between quotes only where there is a space.

    What cmd.exe cuts is asked for; it tries the rest as a command after the menu.
    """
    place = f"C:\\{folder}"
    windows.path(place).mkdir()
    set_up(windows.path(place))
    (number,) = (n for n, each in enumerate(CHOICES, 1) if each.arguments[0] == "check")
    typed = "".join(f"{each}\r\n" for each in (*([place] if cut else []), number, 0, ""))
    code, said = windows.dropped(KIT, "接诉即办.cmd", f"{place}\\案件台账.xlsx", typed=typed)
    assert code == 0 or cut, said
    assert windows.path(f"{place}\\台账体检.xlsx").is_file(), said


def test_a_python_that_was_killed_is_started_again(windows: Windows, installed: str) -> None:
    found = asked(windows, installed, {"formulas": [["RMB_UPPER", [1]]] * 2, "killed": 1})
    assert found["formulas"] == ["人民币壹元整", "人民币壹元整"]


def test_files_locks_and_installation_on_windows_python(windows: Windows, installed: str) -> None:
    pins = read_lock((ROOT / "requirements-dev.lock").read_text("utf-8"))
    wanted = needed(asked_for(pins, ["pytest", "hypothesis", "xlsxwriter"]), PYTHON)
    wheels, libraries = windows.folder / "wheels", windows.c / "libraries"
    wheels.mkdir()
    download(wanted, PYTHON, wheels)
    for wheel in wheels.iterdir():
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(libraries)
    for name in PROJECT:
        kept = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, windows.c / "project" / name, ignore=kept)
    for path in ROOT.glob("*.*"):
        if path.is_file():
            shutil.copyfile(path, windows.c / "project" / path.name)
    runner = "C:\\project\\tests\\wine\\run_there.py"
    code, said = windows.run(
        *(f"{installed}\\python.exe", "-X", "utf8", runner, "C:\\project", "C:\\libraries"),
        *ON_WINDOWS,
    )
    assert code == 0, said
    assert int(said.rpartition(" passed")[0].split()[-1]) > 100, said


def test_an_upgrade_takes_the_other_folder_and_leaves_one(windows: Windows, installed: str) -> None:
    code, said = windows.script(KIT, "安装.cmd")
    assert code == 0, said
    assert environment(windows) != installed


def test_removal_leaves_nothing_but_the_desk(windows: Windows, installed: str) -> None:
    code, said = windows.script(KIT, "卸载.cmd")
    assert code == 0, said
    left = [*windows.path(LOCAL).rglob("*jsjb*"), *windows.path(ROAMING).rglob("*jsjb*")]
    assert left == []
    assert (windows.path(DESK) / "案件台账.xlsx").is_file()

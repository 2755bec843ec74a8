from pathlib import Path

import pytest

from addin.build.vbaproject import Module
from addin.build.vbatext import TEXTS, escaped
from addin.build.version import version
from tests.addin.office_macros import run_vba
from tests.office import needs_office

CHINESE = "接诉即办：“2小时”内；\\ 100% 𠮷"


@needs_office
def test_libreoffice_loads_the_add_in_and_runs_its_vba(
    addin: bytes, sources: tuple[Module, ...], tmp_path: Path
) -> None:
    book = tmp_path / "jsjb.xlam"
    book.write_bytes(addin)
    settings = tmp_path / "jsjb.conf"
    settings.write_bytes(
        b"SHOW CONSOLE=True\r\nINTERPRETER_WIN=C:\\a b\\python.exe\r\nINTERPRETER_WIN_2=no\r\n"
    )
    calls = {
        ("JsjbPlain.Zh", (escaped(CHINESE),)): CHINESE,
        ("JsjbPlain.Zh", ("plain",)): "plain",
        ("JsjbPlain.IsAction", ("refresh_deadlines",)): "True",
        ("JsjbPlain.IsAction", ("about();import os",)): "False",
        ("JsjbPlain.IsAction", ("",)): "False",
        ("JsjbPlain.IsAbsolute", ("C:\\env\\python.exe",)): "True",
        ("JsjbPlain.IsAbsolute", ("\\\\server\\env\\python.exe",)): "True",
        ("JsjbPlain.IsAbsolute", ("python",)): "False",
        ("JsjbPlain.IsAbsolute", ("..\\python.exe",)): "False",
        ("JsjbPlain.ReadSetting", (str(settings), "INTERPRETER_WIN")): "C:\\a b\\python.exe",
        ("JsjbPython.GetConfig", ("PYTHONPATH", "none")): "none",
        ("JsjbFunctions.JsjbVersion", ()): version(),
    }
    silent = ("JsjbRibbon.JsjbStop", ())  # nothing to stop here, and no error to show
    modules, results = run_vba(book, [*calls, silent], tmp_path)
    assert sorted(modules) == sorted(module.name for module in sources)
    assert results == [*calls.values(), ""]


@needs_office
def test_only_the_install_record_chooses_the_interpreter(
    addin: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command that starts Python; settings that lie beside the workbook change nothing."""
    book = tmp_path / "jsjb.xlam"
    book.write_bytes(addin)
    for name in ("jsjb.conf", "xlwings.conf", "myaddin.conf"):
        settings = 'INTERPRETER_WIN=C:\\evil.exe\n"INTERPRETER_WIN","C:\\evil.exe"\n'
        (tmp_path / name).write_text(settings)
    roaming = tmp_path / "Roaming"
    monkeypatch.setenv("APPDATA", str(roaming))
    record = Path(f"{roaming}\\jsjb\\jsjb.conf")  # elsewhere a backslash is a letter of the name
    record.parent.mkdir(parents=True, exist_ok=True)
    no_path, moved = tmp_path / "no_path.conf", tmp_path / "moved.conf"
    no_path.write_text("INTERPRETER_WIN=python\r\n")
    moved.write_text("INTERPRETER_WIN=C:\\用户 a\\python.exe\r\n", "utf-8")
    call = ("JsjbPython.XLPyCommand", ())
    _, results = run_vba(book, [call, (no_path, record), call, (moved, record), call], tmp_path)
    assert [result.partition(" ")[0] for result in results] == ["error"] * 3
    assert TEXTS["no_interpreter"] in results[0]
    assert TEXTS["no_interpreter"] in results[1]
    assert TEXTS["moved_interpreter"] in results[2]

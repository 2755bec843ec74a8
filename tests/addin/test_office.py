from pathlib import Path

from addin.vbaproject import Module
from addin.vbatext import escaped
from addin.version import version
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
    modules, results = run_vba(book, list(calls), tmp_path)
    assert sorted(modules) == sorted(module.name for module in sources)
    assert results == list(calls.values())

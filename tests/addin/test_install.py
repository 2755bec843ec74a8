"""Installing into folders of a test: every refusal, and what lies there afterwards."""

import struct
import sys
from importlib.metadata import version as installed
from pathlib import Path

import pytest

from addin import install as installer
from addin import machine as machines
from addin.build.errors import BrokenAddinError, InstallError
from addin.build.package import package_bytes
from addin.build.vbaproject import Module, project_bytes
from addin.build.version import version
from addin.install import check, install, remove, status
from addin.machine import Machine, from_store, import_fault, program_bits, this_machine
from macros_py.terminal import addin_commands
from workbook.values.refusals import WorkbookError


def program(path: Path, machine: int) -> Path:
    """The head of a Windows program built for a kind of processor."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x80)
    path.write_bytes(head.ljust(0x80, b"\0") + struct.pack("<4sH", b"PE\0\0", machine))
    return path


@pytest.fixture
def pc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, addin: bytes) -> Machine:
    """A PC with 64-bit Excel and an environment whose modules load; built once for all tests."""
    scripts = tmp_path / "env" / "Scripts"
    scripts.mkdir(parents=True)
    python = scripts / "python.exe"
    python.symlink_to(sys.executable)
    for bits in (32, 64):
        (tmp_path / "env" / f"xlwings{bits}-{installed('xlwings')}.dll").write_bytes(b"MZ")
    monkeypatch.setattr(installer, "import_fault", lambda interpreter: "")
    monkeypatch.setattr(installer, "addin_bytes", lambda: addin)
    return Machine(
        startup=tmp_path / "Roaming" / "XLSTART",
        settings=tmp_path / "Roaming" / "jsjb" / "jsjb.conf",
        interpreter=python,
        ansi="gbk",
        excel=program(tmp_path / "EXCEL.EXE", 0x8664),
    )


def other(pc: Machine, **changes: object) -> Machine:
    return Machine(**{**vars(pc), **changes})


def test_install_puts_the_add_in_and_its_settings_in_place(pc: Machine, addin: bytes) -> None:
    target = install(pc)
    assert target == pc.startup / "jsjb.xlam"
    assert target.read_bytes() == addin
    assert pc.settings.read_bytes() == f"INTERPRETER_WIN={pc.interpreter}\r\n".encode("gbk")
    assert [path.name for path in pc.startup.iterdir()] == ["jsjb.xlam"]
    assert all(fact.good for fact in status(pc))


def test_excel_starts_the_interpreter_that_opens_no_window(pc: Machine) -> None:
    windowless = pc.interpreter.with_name("pythonw.exe")
    windowless.touch()
    install(pc)
    assert pc.settings.read_bytes() == f"INTERPRETER_WIN={windowless}\r\n".encode("gbk")
    assert all(fact.good for fact in status(pc))


def test_a_given_file_is_used_and_a_second_install_replaces_the_first(
    pc: Machine, addin: bytes, tmp_path: Path
) -> None:
    given = tmp_path / "given.xlam"
    given.write_bytes(addin)
    install(pc)
    pc.settings.write_bytes(b"INTERPRETER_WIN=C:\\old\\python.exe\r\n")
    install(pc, given)
    assert all(fact.good for fact in status(pc))


@pytest.mark.parametrize("held", ["add-in", "record"])
@pytest.mark.parametrize("there", [True, False])
def test_an_upgrade_that_fails_half_way_leaves_what_was(
    pc: Machine, monkeypatch: pytest.MonkeyPatch, held: str, there: bool
) -> None:
    """A folder stands where one of the two files goes; the other is as before, in Excel too."""
    loaded: list[Path] = []
    monkeypatch.setattr("addin.running.load", loaded.append)
    target = pc.startup / "jsjb.xlam"
    in_the_way, other = (target, pc.settings) if held == "add-in" else (pc.settings, target)
    for path in (in_the_way / "x", other):
        path.parent.mkdir(parents=True, exist_ok=True)
    if there:
        other.write_bytes(b"before")
    with pytest.raises(WorkbookError):
        install(pc)
    assert in_the_way.is_dir()
    assert (other.read_bytes() if there else not other.exists()) in (b"before", True)
    assert loaded == ([target] if there and held == "record" else [])
    assert sorted(p.name for p in pc.startup.iterdir()) == (
        ["jsjb.xlam"] if held == "add-in" or there else []
    )


def test_remove_leaves_nothing(pc: Machine) -> None:
    install(pc)
    (pc.startup / "PERSONAL.XLSB").write_bytes(b"theirs")
    assert remove(pc) == [pc.startup / "jsjb.xlam", pc.settings]
    assert [path.name for path in pc.startup.iterdir()] == ["PERSONAL.XLSB"]
    assert not pc.settings.parent.exists()
    assert remove(pc) == []


def test_remove_keeps_a_folder_that_holds_something_else(pc: Machine) -> None:
    install(pc)
    (pc.settings.parent / "notes.txt").write_text("theirs")
    remove(pc)
    assert [path.name for path in pc.settings.parent.iterdir()] == ["notes.txt"]


def test_a_file_of_another_version_is_refused(
    pc: Machine, sources: tuple[Module, ...], tmp_path: Path
) -> None:
    old = tuple(
        Module(m.name, m.source.replace(f'"{version()}"', '"0.0.9"'), m.kind) for m in sources
    )
    given = tmp_path / "old.xlam"
    given.write_bytes(package_bytes(project_bytes(old), b"<x/>", "x"))
    with pytest.raises(InstallError, match=r"0\.0\.9.*版本不一致"):
        install(pc, given)
    assert not pc.startup.exists()
    assert not pc.settings.exists()


def test_a_file_that_is_no_add_in_is_refused(pc: Machine, tmp_path: Path) -> None:
    given = tmp_path / "x.xlam"
    given.write_bytes(b"x")
    with pytest.raises(BrokenAddinError):
        install(pc, given)
    assert not pc.startup.exists()


def test_where_there_is_no_excel_the_kit_installs_the_rest(
    pc: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("addin.machine.this_machine", lambda: other(pc, excel=None))
    addin_commands.install(if_excel=True)
    assert "请把台账拖到 接诉即办.cmd 上" in capsys.readouterr().out
    assert not pc.startup.exists()
    with pytest.raises(InstallError, match="没有找到桌面版 Excel"):
        addin_commands.install()
    monkeypatch.setattr("addin.machine.this_machine", lambda: pc)
    addin_commands.install(if_excel=True)
    assert all(fact.good for fact in status(pc))


@pytest.mark.parametrize(("kind", "bits"), [(0x8664, 64), (0x14C, 32), (0xAA64, 64)])
def test_excel_s_bits_choose_the_library(pc: Machine, tmp_path: Path, kind: int, bits: int) -> None:
    excel = other(pc, excel=program(tmp_path / "other" / "EXCEL.EXE", kind))
    assert excel.bits() == bits
    name = f"xlwings{bits}-{installed('xlwings')}.dll"
    install(excel)
    assert any(fact.text.endswith(name) for fact in status(excel))
    (tmp_path / "env" / name).unlink()
    with pytest.raises(InstallError, match=f"没有 {name}（可能被杀毒软件隔离）"):
        install(excel)


def test_the_library_beside_the_interpreter_counts_too(pc: Machine) -> None:
    library = pc.libraries()[64]
    assert library is not None
    beside = pc.interpreter.parent / library.name
    library.rename(beside)
    assert pc.libraries()[64] == beside


def test_a_library_of_another_version_does_not_count(pc: Machine) -> None:
    library = pc.libraries()[64]
    assert library is not None
    library.rename(library.with_name("xlwings64-0.0.1.dll"))
    assert pc.libraries()[64] is None


def test_no_excel_is_refused(pc: Machine, tmp_path: Path) -> None:
    with pytest.raises(InstallError, match="没有找到桌面版 Excel"):
        install(other(pc, excel=None))
    broken = tmp_path / "EXCEL2.EXE"
    broken.write_bytes(b"not a program")
    with pytest.raises(InstallError, match="32 位还是 64 位"):
        install(other(pc, excel=broken))


@pytest.mark.parametrize(
    ("folder", "ansi", "fine"),
    [
        ("张三", "gbk", True),
        ("张三", "cp1252", False),
        ("plain", "cp1252", True),
        ("㐂𠮷", "gbk", False),
    ],
)
def test_paths_that_vba_cannot_read_are_found(
    pc: Machine, folder: str, ansi: str, fine: bool
) -> None:
    settings = pc.settings.parent.parent / folder / "jsjb" / "jsjb.conf"
    there = other(pc, settings=settings, ansi=ansi)
    assert (there.unreadable() == []) is fine
    if fine:
        install(there)
        assert settings.read_bytes().decode(ansi).startswith("INTERPRETER_WIN=")
    else:
        with pytest.raises(InstallError, match="本机代码页没有的字"):
            install(there)
        assert not settings.exists()


def test_an_interpreter_that_cannot_load_the_tool_is_refused(
    pc: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installer, "import_fault", lambda interpreter: "no module macros_py")
    with pytest.raises(InstallError, match="no module macros_py"):
        install(pc)


def test_status_tells_what_is_missing_or_foreign(pc: Machine) -> None:
    bad = {fact.subject for fact in status(pc) if not fact.good}
    assert bad == {"加载项", "安装记录"}
    install(pc)
    pc.settings.write_bytes(b"INTERPRETER_WIN=C:\\other\\python.exe\r\n")
    (pc.startup / "jsjb.xlam").write_bytes(b"cut short")
    facts = {fact.subject: fact for fact in status(pc)}
    assert "C:\\other\\python.exe" in facts["安装记录"].text
    assert "请重新安装" in facts["加载项"].text
    pc.settings.write_bytes(b"")
    assert not {fact.subject: fact for fact in status(pc)}["安装记录"].good


def test_importing_is_tried_in_isolation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that only the current folder or PYTHONPATH offers does not load."""
    (tmp_path / "only_here.py").write_text("")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    python = Path(sys.executable)
    assert import_fault(python, ("json", "xlwings")) == ""
    assert "only_here" in import_fault(python, ("only_here",))
    assert import_fault(tmp_path / "python.exe") != ""


def test_program_bits_of_what_is_no_program(tmp_path: Path) -> None:
    file = tmp_path / "x"
    assert program_bits(file) is None
    for content in (b"", b"MZ", b"MZ" + bytes(100), b"#!/bin/sh\n" * 20):
        file.write_bytes(content)
        assert program_bits(file) is None


@pytest.mark.skipif(sys.platform == "win32", reason="says where desktop Excel cannot be")
def test_another_system_is_told_plainly() -> None:
    with pytest.raises(InstallError, match="需要 Windows 上的桌面版 Excel"):
        this_machine()
    assert from_store(r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12_x64")
    assert not from_store(r"C:\Users\张三\AppData\Local\Programs\Python\Python312")
    assert machines.NEEDED == ("xlwings", "macros_py.formulas.functions", "macros_py.ribbon.ribbon")


def test_what_was_installed_stands_the_check(pc: Machine) -> None:
    assert all(fact.good for fact in check(install(pc).read_bytes()))

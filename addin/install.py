"""``jsjb addin install``, ``remove``, ``status``, ``check``: the add-in, without admin rights."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path

from addin import running
from addin.build.errors import BrokenAddinError, InstallError
from addin.build.excel import NAME, addin_bytes
from addin.build.stamps import stamped_versions
from addin.build.version import version
from addin.machine import Machine, import_fault
from workbook.files.atomic import make_folder, staged, write_bytes

KEY = "INTERPRETER_WIN"


@dataclass(frozen=True)
class Fact:
    """One line of the status: what it is about, what was found, whether that is as it should be."""

    subject: str
    text: str
    good: bool = True


def install(machine: Machine, given: Path | None = None) -> Path:
    """Put the add-in (``given``, else a fresh build) where Excel loads it, and its settings.

    Raises InstallError, before anything is written, where it could not work; InUseError where a
    program holds the file, NotWritableError. Then what was there stands, in a running Excel too.
    """
    raw = given.read_bytes() if given else addin_bytes()
    _require_versions(raw)
    problems = [fact for fact in _environment(machine) if not fact.good]
    if problems:
        raise InstallError(f"不能安装：{problems[0].subject} {problems[0].text}")
    target = machine.startup / NAME
    make_folder(machine.startup)
    make_folder(machine.settings.parent)
    running.unload()
    record = f"{KEY}={machine.windowless}\r\n".encode(machine.ansi)
    try:
        with staged(machine.settings, record) as put_record, _replaced(target, raw):
            put_record()
    finally:
        if target.is_file():
            running.load(target)
    return target


@contextmanager
def _replaced(path: Path, content: bytes) -> Iterator[None]:
    """Replace a file; what was there comes back where what follows fails."""
    before = path.read_bytes() if path.is_file() else None
    write_bytes(path, content)
    try:
        yield
    except BaseException:
        if before is None:
            path.unlink()
        else:
            write_bytes(path, before)
        raise


def remove(machine: Machine) -> list[Path]:
    """Take the add-in and its settings away; give the files that were there."""
    running.unload()
    found = [path for path in (machine.startup / NAME, machine.settings) if path.exists()]
    for path in found:
        try:
            path.unlink()
        except OSError as error:
            raise InstallError(f"{path} 删不掉，请关闭 Excel 后再试") from error
    with suppress(OSError):  # the folder stays when something else lies in it
        machine.settings.parent.rmdir()
    return found


def status(machine: Machine) -> list[Fact]:
    """Give what is installed and whether its pieces fit together."""
    return [*_environment(machine), _addin(machine), _settings(machine)]


def check(raw: bytes) -> Iterator[Fact]:
    """Yield whether a file is this tool's add-in, of this version, and untouched.

    Raises BrokenAddinError for a file that is no add-in of ours.
    """
    ours, theirs = stamped_versions(raw)
    text = f"加载项 {ours or '未知'}（xlwings {theirs or '未知'}）"
    wanted = f"本环境 {version()}（xlwings {installed('xlwings')}）"
    yield Fact(
        "版本", f"{text}，{wanted}", good=(ours, theirs) == (version(), installed("xlwings"))
    )
    same = raw == addin_bytes()
    said = "与本环境重新生成的逐字节相同" if same else "与本环境重新生成的不同，请重新生成"
    yield Fact("内容", said, good=same)


def _require_versions(raw: bytes) -> None:
    ours, theirs = stamped_versions(raw)
    if (ours, theirs) != (version(), installed("xlwings")):
        raise InstallError(
            f"加载项是 {ours or '未知'}（xlwings {theirs or '未知'}），"
            f"已安装的是 {version()}（xlwings {installed('xlwings')}），版本不一致"
        )


def _environment(machine: Machine) -> Iterator[Fact]:
    """Give what must hold before the add-in can work at all."""
    unreadable = machine.unreadable()
    if unreadable:
        text = f"路径里有本机代码页没有的字，Excel 的宏读不了，请换一个位置：{unreadable[0]}"
        yield Fact("路径", text, good=False)
    fault = import_fault(machine.interpreter)
    yield Fact("Python", fault or str(machine.interpreter), good=not fault)
    yield _excel(machine)


def _excel(machine: Machine) -> Fact:
    """Match Excel's bits with xlwings' DLL."""
    if machine.excel is None:
        text = "没有找到桌面版 Excel（WPS 和网页版不能用）；请改用安装包里的 接诉即办.cmd"
        return Fact("Excel", text, good=False)
    bits = machine.bits()
    if bits is None:
        return Fact("Excel", f"看不出 {machine.excel} 是 32 位还是 64 位", good=False)
    library = machine.libraries()[bits]
    if library is None:
        name = f"xlwings{bits}-{installed('xlwings')}.dll"
        folder = machine.interpreter.parent
        return Fact(
            "Excel", f"{bits} 位，但 {folder} 及上一级没有 {name}（可能被杀毒软件隔离）", good=False
        )
    return Fact("Excel", f"{bits} 位，{library}")


def _addin(machine: Machine) -> Fact:
    path = machine.startup / NAME
    if not path.is_file():
        return Fact("加载项", f"没有安装（{path}）", good=False)
    try:
        _require_versions(path.read_bytes())
    except (InstallError, BrokenAddinError) as error:
        return Fact("加载项", f"{path}：{error}，请重新安装", good=False)
    return Fact("加载项", f"{path}，{version()}（xlwings {installed('xlwings')}）")


def _settings(machine: Machine) -> Fact:
    path = machine.settings
    if not path.is_file():
        return Fact("安装记录", f"没有（{path}），请重新安装", good=False)
    lines = path.read_text(machine.ansi, errors="replace").splitlines()
    found = [line.partition("=")[2] for line in lines if line.startswith(f"{KEY}=")]
    if not found or Path(found[-1]) != machine.windowless:
        other = found[-1] if found else "空"
        return Fact("安装记录", f"指向另一个 Python：{other}", good=False)
    return Fact("安装记录", str(path))

"""``jsjb addin kit``: a folder that installs the add-in on a Windows PC without a network.

Made from the source tree, on any system; only the making fetches anything.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.requirements import Requirement

from addin.build import kit_setup
from addin.build.errors import KitError
from addin.build.excel import NAME, build
from addin.build.kit_documents import write_documents
from addin.build.kit_texts import kit_file, script, shown_by_type, texts
from addin.build.lock import Pin, asked_for, missing, needed, read_lock
from addin.build.open_source import leave_out_pro
from addin.build.python_zip import checked_zip
from addin.build.version import version
from templates import template
from workbook.files.atomic import make_folder, write_bytes

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
INSTALL, REMOVE, MENU, README = "安装.cmd", "卸载.cmd", "接诉即办.cmd", "说明.txt"
LOCK, EVERY_LOCK, SUMS = "requirements.lock", "requirements-dev.lock", "SHA256.txt"
TEMPLATES, BLANK = "空白表", ("案件台账.xlsx", "考核评价.xlsx")
SAMPLE = "示例"
_PROJECT = Path(__file__).parents[2]
_SOURCES = ("addin", "macros_py", "templates", "workbook", "pyproject.toml", "README.md", "LICENSE")


@dataclass(frozen=True)
class PythonZip:
    """An embeddable Python to put in, and the digest that python.org gives for it ("": unknown)."""

    path: Path
    digest: str = ""


@dataclass(frozen=True)
class Contents:
    """What a kit carries besides the tool and what it needs.

    ``extras``: optional parts, by their names in pyproject.toml; ``sample`` fills a folder that it
    is given with an example.
    """

    python_zip: PythonZip | None = None
    extras: Sequence[str] = ()
    sample: Callable[[Path], object] | None = None


def make_kit(
    out: Path,
    say: Callable[[str], None],
    pythons: Sequence[str] = PYTHONS,
    contents: Contents = Contents(),
) -> Path:
    """Assemble the kit in ``out``, saying each step.

    Raises KitError where a library is missing, does not match its hash or does not fit, or where
    this is no source tree.
    """
    python_zip = contents.python_zip
    if not (_PROJECT / LOCK).is_file():
        raise KitError(f"离线安装包要在源码目录里做：{_PROJECT} 没有 {LOCK}")
    if out.exists() and any(out.iterdir()):
        raise KitError(f"{out} 不是空文件夹，请换一个")
    digest = _python_digest(python_zip, pythons, say)
    pins = _pins(contents.extras)
    wheels = out / "files" / "wheels"
    make_folder(wheels)
    for python in pythons:
        say(f"下载 Python {python} 的库")
        download(needed(pins, python), python, wheels)
    download(read_lock(kit_file("pip.txt")), pythons[0], wheels)
    say("生成 jsjb 的安装文件和加载项")
    own = own_wheel(wheels)
    build(out / "files" / NAME)
    require_complete(sorted(wheels.glob("*.whl")), pythons, contents.extras)
    ours = Pin("jsjb", version(), None, (f"sha256:{_digest(own)}",))
    if python_zip:
        shutil.copyfile(python_zip.path, out / python_zip.path.name)
    say("放入说明、空白表和示例")
    _add_reading(out, contents.sample)
    write_texts(out, pythons, [*(_as_shipped(pin, wheels) for pin in pins), ours], digest)
    return out


def extras() -> dict[str, list[str]]:
    """Give the optional parts of the project by name, each with the libraries it asks for."""
    project = tomllib.loads((_PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    found: dict[str, list[str]] = project["optional-dependencies"]
    return found


def _pins(wanted: Sequence[str]) -> list[Pin]:
    """Give what the tool and these optional parts need; raises KitError for an unknown part."""
    known = extras()
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise KitError(f"没有可选部分 “{unknown[0]}”；有 {'、'.join(known)}")
    names = [Requirement(line).name for name in wanted for line in known[name]]
    more = asked_for(read_lock((_PROJECT / EVERY_LOCK).read_text("utf-8")), names)
    held = {pin.name for pin in more}  # what the tool needs on some systems, a part may on all
    pins = read_lock((_PROJECT / LOCK).read_text("utf-8"))
    return [*(pin for pin in pins if pin.name not in held), *more]


def _add_reading(out: Path, sample: Callable[[Path], object] | None) -> None:
    """Put in what a person reads and begins with: documents, blank workbooks, an example."""
    write_documents(_PROJECT / "docs", out)
    make_folder(out / TEMPLATES)
    for name in BLANK:
        write_bytes(out / TEMPLATES / name, template(name).read_bytes())
    if sample:
        sample(out / SAMPLE)


def _python_digest(
    python_zip: PythonZip | None, pythons: Sequence[str], say: Callable[[str], None]
) -> str:
    if python_zip is None:
        say("!!! 注意：安装包里没有 PYTHON。没有装过 PYTHON 的电脑装不上；请加 --python-zip !!!")
        return ""
    python, digest = checked_zip(python_zip.path, python_zip.digest)
    if python not in pythons:
        raise KitError(f"{python_zip.path.name}：安装包是为 Python {'、'.join(pythons)} 做的")
    if not python_zip.digest:
        say(f"请与 python.org 公布的核对：{python_zip.path.name} 的 SHA-256 是 {digest}")
    return digest


def download(pins: Sequence[Pin], python: str, folder: Path) -> None:
    """Fetch the wheels of exactly these pins for 64-bit Windows; pip checks each hash."""
    with tempfile.TemporaryDirectory() as temporary:
        wanted = Path(temporary, "wanted.txt")
        wanted.write_text("".join(f"{pin.line(marked=False)}\n" for pin in pins), "ascii")
        options = ["--no-deps", "--require-hashes", "--only-binary=:all:", "--implementation", "cp"]
        options += ["--platform", "win_amd64", "--python-version", python]
        _pip("download", *options, "--dest", str(folder), "-r", str(wanted))


def own_wheel(folder: Path) -> Path:
    """Build this project's wheel from a copy of the source tree, which stays as it is."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary, "jsjb")
        copy.mkdir()
        for name in _SOURCES:
            _copy(_PROJECT / name, copy / name)
        _pip("wheel", "--no-deps", "--wheel-dir", str(folder), str(copy))
    return next(folder.glob(f"jsjb-{version()}-*.whl"))


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(source, target)


def require_complete(
    wheels: Sequence[Path], pythons: Sequence[str], extras: Sequence[str] = ()
) -> None:
    """Raise KitError unless the wheels install on every one of these Pythons on Windows."""
    wanted = f"jsjb[{','.join(extras)}]" if extras else "jsjb"
    for python in pythons:
        lacking = missing(wheels, python, wanted)
        if lacking:
            raise KitError(f"离线安装包不完整：Python {python} 缺少 {'、'.join(lacking)}")


def write_texts(out: Path, pythons: Sequence[str], pins: Sequence[Pin], digest: str = "") -> None:
    """Write the scripts, what they show, the lock and the checksums of every file.

    ``digest``: the SHA-256 of the embeddable Python, which 安装.cmd looks at before unpacking it.
    """
    inner = out / "files"
    shown = texts(pythons)
    write_bytes(out / README, shown.pop("readme").encode("utf-8-sig"))
    for name, text in shown.items():
        write_bytes(inner / f"{name}.txt", shown_by_type(text))
    write_bytes(out / INSTALL, script("install.cmd", pythons, digest))
    write_bytes(out / REMOVE, script("remove.cmd", pythons))
    write_bytes(out / MENU, script("menu.cmd", pythons))
    write_bytes(inner / "setup.py", Path(kit_setup.__file__).read_bytes())
    lock = "".join(f"{pin.line()}\n" for pin in pins)
    write_bytes(inner / "requirements.txt", lock.encode("ascii"))
    kept = sorted(path for path in out.rglob("*") if path.is_file() and path.name != SUMS)
    sums = "".join(f"{_digest(path)}  {path.relative_to(out).as_posix()}\n" for path in kept)
    write_bytes(inner / SUMS, sums.encode())


def _as_shipped(pin: Pin, wheels: Path) -> Pin:
    """Leave xlwings' commercial part out of its wheels; the kit's lock has what is left."""
    if pin.name != "xlwings":
        return pin
    hashes = []
    for wheel in sorted(wheels.glob("xlwings-*.whl")):
        leave_out_pro(wheel)
        hashes.append(f"sha256:{_digest(wheel)}")
    return replace(pin, hashes=tuple(hashes))


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    done = subprocess.run(  # noqa: S603  (pip of this environment)
        command, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        lines = done.stderr.splitlines()
        said = [line for line in lines if line.startswith("ERROR")] or lines or ["没有说明"]
        raise KitError(f"pip {arguments[0]} 没有成功：{said[-1]}")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

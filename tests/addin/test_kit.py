"""The offline kit: its scripts as cmd.exe reads them, its lock, its wheels, its installer."""

import base64
import codecs
import ensurepip
import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
import xlwings

from addin.build import kit, kit_setup
from addin.build.errors import KitError
from addin.build.kit import PYTHONS, write_texts
from addin.build.kit_documents import DOCUMENTS, write_documents
from addin.build.kit_setup import enable_site, pip_install
from addin.build.kit_texts import kit_file, script, texts
from addin.build.lock import Pin, asked_for, missing, needed, read_lock, windows
from addin.build.open_source import leave_out_pro
from addin.build.python_zip import checked_zip
from addin.machine import import_fault

ROOT = Path(kit.__file__).parents[2]
LOCK = ROOT / "requirements.lock"
SCRIPTS = ("install.cmd", "remove.cmd", "menu.cmd")
LABEL = re.compile(r"^:(\w+)", re.MULTILINE)
JUMP = re.compile(r"(?:goto|call) :?(\w+)")
SHOWN = re.compile(r'type "(?:%~dp0)?files\\(\w+)\.txt"')


def wheel(folder: Path, name: str, needs: tuple[str, ...] = (), tag: str = "py3-none-any") -> Path:
    """A tiny wheel that pip installs."""
    package, version = name.split("-")
    path = folder / f"{name}-{tag}.whl"
    info = f"{name}.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {package}", f"Version: {version}"]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{package}.py", "VALUE = 1\n")
        requires = [f"Requires-Dist: {need}" for need in needs]
        archive.writestr(f"{info}/METADATA", "\n".join([*lines, *requires, ""]))
        archive.writestr(
            f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n"
        )
        archive.writestr(f"{info}/RECORD", f"{package}.py,,\n{info}/METADATA,,\n{info}/RECORD,,\n")
    return path


def sha256(path: Path) -> str:
    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_what_cmd_exe_reads_in_any_code_page(name: str) -> None:
    raw = script(name, PYTHONS)
    assert raw.isascii()
    assert raw.endswith(b"\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    text = raw.decode("ascii")
    assert "@" not in text.removeprefix("@echo off")
    assert set(JUMP.findall(text)) == set(LABEL.findall(text))
    assert set(SHOWN.findall(text)) <= set(texts(PYTHONS))
    assert "DisableDelayedExpansion" in text


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_delete_nothing_without_a_folder_of_their_own(name: str) -> None:
    text = script(name, PYTHONS).decode("ascii")
    for match in re.finditer(r"rmdir|del ", text):
        assert match.start() > text.index("if not defined LOCALAPPDATA goto failed")
    targets = re.findall(r'(?:rmdir(?: /s /q)?|del /q) ("[^"]*")', text)
    assert set(targets) <= {
        '"%ENV%"',
        '"%OLD%"',
        '"%OLD%\\ok"',
        '"%OTHER%"',
        '"%LOCALAPPDATA%\\jsjb"',
        '"%APPDATA%\\Microsoft\\Excel\\XLSTART\\jsjb.xlam"',
    }


def test_an_upgrade_removes_the_old_only_when_the_new_one_works() -> None:
    text = script("install.cmd", PYTHONS).decode("ascii")
    made, marked = text.index('-I "files\\setup.py"'), text.index('echo ok>"%ENV%\\ok"')
    assert made < text.index("goto undo") < marked < text.index('rmdir /s /q "%OLD%"')
    assert "addin remove" not in text
    undo = text[text.index(":undo") :]
    assert 'rmdir /s /q "%ENV%"' in undo[: undo.index("goto failed")]


def test_scripts_fetch_nothing() -> None:
    for text in (*(script(n, PYTHONS).decode() for n in SCRIPTS), kit_file("texts.toml")):
        assert not re.search(r"https?://|curl|wget|WebRequest|bitsadmin", text)
    source = Path(kit_setup.__file__).read_text("utf-8")
    assert not re.search(r"urllib|socket|https?://", source)
    assert "--no-index" in source


def test_the_installed_pythons_are_tried_newest_first() -> None:
    text = script("install.cmd", ("3.9", "3.11", "3.10")).decode()
    assert re.findall(r"call :try py -([\d.]+)", text) == ["3.11", "3.10", "3.9"]
    assert "(3, 9) <= sys.version_info[:2] <= (3, 11)" in text


def test_texts_show_in_any_code_page_and_the_checksums_hold(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    pins = [Pin("jsjb", "1", None, ("sha256:" + "0" * 64,))]
    write_texts(tmp_path, PYTHONS, pins)
    shown = texts(PYTHONS)
    for name in set(shown) - {"readme"}:
        raw = (tmp_path / "files" / f"{name}.txt").read_bytes()
        assert raw.startswith(codecs.BOM_UTF16_LE)
        assert raw.decode("utf-16") == shown[name]
        assert "\n" not in shown[name].replace("\r\n", "")
    readme = (tmp_path / "说明.txt").read_bytes()
    assert readme.startswith(codecs.BOM_UTF8)
    assert "安装.cmd" in readme.decode("utf-8-sig")
    assert (
        tmp_path / "files" / "requirements.txt"
    ).read_text() == f"jsjb==1 {' '.join(_options(pins))}\n"
    lines = (tmp_path / "files" / "SHA256.txt").read_text("utf-8").splitlines()
    sums = dict(reversed(line.split("  ", 1)) for line in lines)
    files = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert set(sums) == files - {"files/SHA256.txt"}
    for name, digest in sums.items():
        assert sha256(tmp_path / name) == f"sha256:{digest}"


def _options(pins: list[Pin]) -> list[str]:
    return [f"--hash={digest}" for pin in pins for digest in pin.hashes]


def test_the_lock_is_read_whole() -> None:
    pins = read_lock(LOCK.read_text("utf-8"))
    assert len(pins) == len(re.findall(r"^[\w.-]+==", LOCK.read_text("utf-8"), re.MULTILINE))
    assert sum(len(pin.hashes) for pin in pins) == LOCK.read_text("utf-8").count("--hash=")
    again = read_lock("\n".join(pin.line().replace(" --", "\n    --") for pin in pins))
    assert [(p.name, p.version, p.hashes) for p in again] == [
        (p.name, p.version, p.hashes) for p in pins
    ]


@pytest.mark.parametrize("python", PYTHONS)
def test_what_windows_needs(python: str) -> None:
    names = [pin.name for pin in needed(read_lock(LOCK.read_text("utf-8")), python)]
    assert {"xlwings", "pywin32", "colorama", "pandas", "numpy"} <= set(names)
    assert not {"appscript", "psutil"} & set(names)
    assert len(names) == len(set(names)), "one version of each"


@pytest.mark.parametrize(
    "text", ["", "xlwings==1.0\n", "-e .\n", "xlwings>=1 \\\n    --hash=sha256:00\n"]
)
def test_a_lock_that_pins_nothing_is_refused(text: str) -> None:
    with pytest.raises(KitError):
        read_lock(text)


def test_missing_wheels_are_named(tmp_path: Path) -> None:
    held = [
        wheel(tmp_path, "jsjb-1", ("a>=2", 'w; sys_platform == "win32"', 'm; os_name == "posix"')),
        wheel(tmp_path, "a-1", ("b", 'old; python_version < "3.12"')),
        wheel(tmp_path, "w-1", tag="cp312-cp312-win_amd64"),
        wheel(tmp_path, "old-1", tag="cp311-cp311-manylinux_2_17_x86_64"),
        wheel(tmp_path, "b-1", tag="cp310-abi3-win_amd64"),
    ]
    assert missing(held, "3.12", "jsjb") == ["a>=2（现有 1）"]
    assert missing(held, "3.11", "jsjb") == [
        "a>=2（现有 1）",
        'old; python_version < "3.12"',
        'w; sys_platform == "win32"',
    ]
    assert windows("3.11")["python_version"] == "3.11"


def test_an_optional_part_brings_what_it_asks_for(tmp_path: Path) -> None:
    """And the check of the wheels follows it: a part whose library is lacking is no whole kit."""
    text = (
        "jsjb-core==1 --hash=sha256:{0}\n    # via other\n"
        "part==1 \\\n    --hash=sha256:{0}\n    # via jsjb (pyproject.toml:dev)\n"
        "deep==1 \\\n    --hash=sha256:{0}\n    # via part\n"
        "deeper==1 \\\n    --hash=sha256:{0}\n    # via\n    #   -c x.lock\n    #   deep\n"
    ).format("0" * 64)
    pins = read_lock(text.replace(" --hash", " \\\n    --hash", 1))
    assert [pin.name for pin in asked_for(pins, ["Part"])] == ["part", "deep", "deeper"]
    held = [
        wheel(tmp_path, "jsjb-1", ('part; extra == "p"',)),
        wheel(tmp_path, "part-1", ("deep[more]",)),
        wheel(tmp_path, "deep-1", ('deeper; extra == "more"',)),
    ]
    assert missing(held, "3.12", "jsjb") == []
    assert missing(held, "3.12", "jsjb[p]") == ['deeper; extra == "more"']
    with pytest.raises(KitError, match="没有可选部分 “x”；有 pdf-sign、district"):
        kit.make_kit(tmp_path / "out", str, contents=kit.Contents(extras=("x",)))
    assert not (tmp_path / "out").exists()


def test_documents_are_pages_that_stand_alone(tmp_path: Path) -> None:
    picture = b"\x89PNG 1"
    docs, out = tmp_path / "docs", tmp_path / "out"
    (docs / "pictures").mkdir(parents=True)
    out.mkdir()
    (docs / "pictures" / "a.png").write_bytes(picture)
    (docs / "excel-buttons.zh-CN.md").write_text(
        "# 按钮\n\n| 公式 | 例子 |\n|---|---|\n| `=A(B,<c>)` | b |\n\n"
        "![图](pictures/a.png) [安装](install-excel.zh-CN.md)，[程序](hosts.md)\n",
        "utf-8",
    )
    (docs / "install-excel.zh-CN.md").write_text("安装", "utf-8")
    written = write_documents(docs, out)
    assert [path.name for path in written] == ["公式与按钮.html", "安装说明.html"]
    text = written[0].read_text("utf-8")
    assert '<meta charset="utf-8">' in text
    assert "<td><code>=A(B,&lt;c&gt;)</code></td>" in text
    assert f'src="data:image/png;base64,{base64.b64encode(picture).decode()}" alt="图"' in text
    assert '<a href="安装说明.html">安装</a>，程序' in unquote(text)
    assert "hosts.md" not in text


def test_every_document_of_the_project_can_be_shown(tmp_path: Path) -> None:
    written = write_documents(ROOT / "docs", tmp_path)
    assert len(written) == len([name for name in DOCUMENTS if (ROOT / "docs" / name).is_file()])
    for path in written:
        assert not re.search(r'(?:src|href)="(?!data:|[\w%]+\.html")', path.read_text("utf-8"))


def test_a_kit_is_never_mixed_with_other_files(tmp_path: Path) -> None:
    (tmp_path / "theirs.txt").write_text("x")
    with pytest.raises(KitError, match="不是空文件夹"):
        kit.make_kit(tmp_path, str)


def test_xlwings_ships_without_its_commercial_part(tmp_path: Path) -> None:
    path = tmp_path / "xlwings-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("xlwings/__init__.py", "xlwings/pro/x.py", "xlwings-1.dist-info/METADATA"):
            archive.writestr(name, f"# {name}\n")
        archive.writestr("xlwings-1.dist-info/RECORD", "xlwings/pro/x.py,,\n")
    leave_out_pro(path)
    first = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        record = archive.read("xlwings-1.dist-info/RECORD").decode()
    assert [name for name in names if "/pro/" in name] == []
    assert [line.split(",")[0] for line in record.splitlines()] == names
    leave_out_pro(path)
    assert path.read_bytes() == first


def test_xlwings_loads_without_its_commercial_part(tmp_path: Path) -> None:
    """As the kit installs it: the open-source part does not need the folder."""
    ignored = shutil.ignore_patterns("pro", "__pycache__", "html", "js", "*.xl*")
    shutil.copytree(Path(xlwings.__file__).parent, tmp_path / "xlwings", ignore=ignored)
    program = "import xlwings; print(xlwings.__file__, xlwings.__pro__)"
    found = subprocess.check_output(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {program}"],
        text=True,
    )
    assert found.split() == [str(tmp_path / "xlwings" / "__init__.py"), "False"]


def test_an_embeddable_python_is_opened_for_packages(tmp_path: Path) -> None:
    assert not enable_site(tmp_path)
    path = tmp_path / "python312._pth"
    path.write_text(
        "python312.zip\n.\n\n# Uncomment to run site.main() automatically\n#import site\n"
    )
    for _ in range(2):
        assert enable_site(tmp_path)
        lines = path.read_text().splitlines()
        assert lines.count("import site") == 1
        assert "#import site" not in lines
        assert lines[:2] == ["python312.zip", "."]


@pytest.fixture
def small_kit(tmp_path: Path) -> tuple[Path, Path]:
    """A kit's inner folder with one library that runs here, and a new environment without pip."""
    places = (Path(ensurepip.__file__).parent / "_bundled", Path("/usr/share/python-wheels"))
    bundled = next((found for place in places for found in place.glob("pip-*.whl")), None)
    if bundled is None:
        pytest.skip("this Python ships no pip wheel")
    wheels = tmp_path / "kit 空格" / "wheels"
    wheels.mkdir(parents=True)
    (wheels / bundled.name).write_bytes(bundled.read_bytes())
    made = wheel(wheels, "tinylibrary-1")
    (wheels.parent / "requirements.txt").write_text(f"tinylibrary==1 --hash={sha256(made)}\n")
    home = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    return wheels.parent, home / ("Scripts" if sys.platform == "win32" else "bin") / "python"


def test_the_kit_s_installer_installs_from_the_kit_alone(small_kit: tuple[Path, Path]) -> None:
    inner, python = small_kit
    subprocess.run(pip_install(python, inner), check=True)
    assert import_fault(python, ("tinylibrary",)) == ""


def test_the_kit_s_installer_makes_do_without_excel(
    small_kit: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    inner, python = small_kit
    commands: list[list[str]] = []
    monkeypatch.setattr(kit_setup, "prepared", lambda *_: python)
    monkeypatch.setattr(kit_setup, "run", lambda command: commands.append(command) or 0)
    assert kit_setup.main(inner, python.parent) == 0
    assert commands[-1][1:7] == ["-I", "-m", "macros_py", "addin", "install", "--if-excel"]


def test_a_library_that_was_tampered_with_is_not_installed(small_kit: tuple[Path, Path]) -> None:
    inner, python = small_kit
    with zipfile.ZipFile(inner / "wheels" / "tinylibrary-1-py3-none-any.whl", "a") as archive:
        archive.writestr("added.py", "")
    done = subprocess.run(pip_install(python, inner), capture_output=True, check=False)
    assert done.returncode != 0
    assert import_fault(python, ("tinylibrary",))


def embeddable(folder: Path, name: str = "python-3.12.9-embed-amd64.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for member in ("python.exe", "pythonw.exe", "python312.dll", "python312._pth"):
            archive.writestr(member, member * 50)
    return path


def test_an_embeddable_python_is_looked_at_before_it_goes_in(tmp_path: Path) -> None:
    path = embeddable(tmp_path)
    digest = sha256(path).removeprefix("sha256:")
    assert checked_zip(path) == ("3.12", digest)
    assert checked_zip(path, digest.upper()) == ("3.12", digest)
    with pytest.raises(KitError, match="与给出的不同"):
        checked_zip(path, "0" * 64)
    other = path.with_name("python-3.13.1-embed-amd64.zip")
    shutil.copyfile(path, other)
    with pytest.raises(KitError, match=r"python313\._pth"):
        checked_zip(other)
    with pytest.raises(KitError, match="没有这个文件"):
        checked_zip(path.with_name("python-3.14.0-embed-amd64.zip"))
    with pytest.raises(KitError, match="文件名不要改"):
        checked_zip(path.rename(tmp_path / "python.zip"))
    spoilt = embeddable(tmp_path)
    raw = spoilt.read_bytes()
    spoilt.write_bytes(raw[:70] + b"!" + raw[71:])
    with pytest.raises(KitError, match="不完整"):
        checked_zip(spoilt)
    spoilt.write_bytes(raw[:100])
    with pytest.raises(KitError, match="不是完整的压缩包"):
        checked_zip(spoilt)


def test_the_script_looks_at_the_digest_of_what_it_unpacks() -> None:
    text = script("install.cmd", PYTHONS, "ab" * 32).decode("ascii")
    assert f'set "DIGEST={"ab" * 32}"' in text
    assert text.index("certutil -hashfile") < text.index("Expand-Archive")
    assert 'set "DIGEST="' in script("install.cmd", PYTHONS).decode("ascii")

"""A whole kit, made once from the package registry; skipped where that is out of reach."""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from addin.build.errors import KitError
from addin.build.kit import Contents, download, make_kit
from addin.build.kit_documents import DOCUMENTS
from addin.build.kit_texts import kit_file
from addin.build.lock import Pin, needed, read_lock
from workbook.files.atomic import make_folder

pytestmark = pytest.mark.nightly
PYTHON = "3.11"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def whole() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as temporary:
        try:
            download(read_lock(kit_file("pip.txt")), PYTHON, Path(temporary))
        except KitError as error:
            pytest.skip(f"the package registry is out of reach: {error}")
        contents = Contents(extras=("district",), sample=small_sample)
        yield make_kit(Path(temporary, "离线 安装包"), lambda _: None, (PYTHON,), contents)


def small_sample(folder: Path) -> None:
    make_folder(folder)
    (folder / "示例_案件台账.xlsx").write_bytes(b"")


def test_pip_finds_everything_in_it_for_windows(whole: Path, tmp_path: Path) -> None:
    """pip for Windows, without an index; it judges markers by this system, so they are applied."""
    inner = whole / "files"
    text = (inner / "requirements.txt").read_text("ascii").replace(" --hash", "\n    --hash")
    wanted = tmp_path / "wanted.txt"
    pins = needed(read_lock(text), PYTHON)
    wanted.write_text("".join(f"{pin.line(marked=False)}\n" for pin in pins))
    options = ["--no-index", "--dry-run", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    options += ["--platform", "win_amd64", "--python-version", PYTHON, "--ignore-requires-python"]
    options += ["--find-links", str(inner / "wheels"), "--target", str(tmp_path / "target")]
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "-r", str(wanted)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "jsjb" in done.stdout


def test_what_is_in_it(whole: Path) -> None:
    documents = {shown for name, shown in DOCUMENTS.items() if (ROOT / "docs" / name).is_file()}
    assert {path.name for path in whole.iterdir()} == documents | {
        *("安装.cmd", "卸载.cmd", "接诉即办.cmd", "说明.txt", "files", "空白表", "示例")
    }
    assert {path.name for path in (whole / "空白表").iterdir()} == {
        "案件台账.xlsx",
        "考核评价.xlsx",
    }
    inner = whole / "files"
    names = {path.name for path in inner.iterdir()}
    assert {"jsjb.xlam", "setup.py", "requirements.txt", "SHA256.txt", "wheels"} <= names
    for line in (inner / "SHA256.txt").read_text("utf-8").splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((whole / name).read_bytes()).hexdigest() == digest
    wheels = {path.name.split("-")[0]: path for path in (inner / "wheels").iterdir()}
    assert {"jsjb", "pip", "pywin32", "xlwings", "pyhanko", "distributed", "pyarrow"} <= set(wheels)
    with zipfile.ZipFile(wheels["xlwings"]) as archive:
        files = archive.namelist()
    assert not [name for name in files if name.startswith("xlwings/pro/")]
    assert [name for name in files if name.endswith(".dll")]
    with zipfile.ZipFile(wheels["jsjb"]) as archive:
        ours = set(archive.namelist())
    assert {
        "addin/build/vba/JsjbPlain.bas",
        "addin/build/kitfiles/install.cmd",
        "macros_py/web/pages/main.js",
        "templates/contract.toml",
    } <= ours
    assert not [name for name in ours if name.startswith("tests/")]


def test_a_wrong_hash_stops_the_download(whole: Path, tmp_path: Path) -> None:
    pin = Pin("pip", "26.3", None, (f"sha256:{'0' * 64}",))
    with pytest.raises(KitError):
        download([pin], PYTHON, tmp_path)
    assert not list(tmp_path.iterdir())

"""The commands as they are typed."""

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.oracle.command import Outcome, run


def jsjb(*arguments: str, cwd: Path | None = None) -> Outcome:
    with contextlib.chdir(cwd or Path.cwd()):
        return run("addin", *arguments)


def test_build_then_check(tmp_path: Path, addin: bytes) -> None:
    built = jsjb("build", cwd=tmp_path)
    assert (built.exit_code, built.stderr) == (0, "")
    assert (tmp_path / "jsjb.xlam").read_bytes() == addin
    checked = jsjb("check", "jsjb.xlam", cwd=tmp_path)
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert [line[:2] for line in checked.stdout.splitlines()] == ["√ "] * 2


def test_an_earlier_build_is_replaced_and_no_other_file(tmp_path: Path, addin: bytes) -> None:
    theirs = tmp_path / "jsjb.xlam"
    for content in (b"theirs", b"", b"PK\3\4"):
        theirs.write_bytes(content)
        refused = jsjb("build", cwd=tmp_path)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert "不是本工具的加载项，不覆盖" in refused.stderr
        assert len(refused.stderr.splitlines()) == 1
        assert theirs.read_bytes() == content
    theirs.write_bytes(addin)
    assert jsjb("build", cwd=tmp_path).exit_code == 0


def test_an_addin_has_its_own_suffix(tmp_path: Path) -> None:
    refused = jsjb("build", "--out", "台账.xlsx", cwd=tmp_path)
    assert (refused.exit_code, refused.stderr) == (2, "台账.xlsx：加载项应为 .xlam 文件\n")
    assert not list(tmp_path.iterdir())


def test_check_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "x.xlam").write_bytes(b"x")
    checked = jsjb("check", "x.xlam", cwd=tmp_path)
    assert checked.exit_code == 2
    assert checked.stderr == "不是完整的 .xlam 文件：File is not a zip file\n"
    missing = jsjb("check", "y.xlam", cwd=tmp_path)
    assert missing.exit_code == 2
    assert "y.xlam" in missing.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="says where desktop Excel cannot be")
@pytest.mark.parametrize("command", ["install", "remove", "status"])
def test_elsewhere_it_says_plainly_what_is_needed(command: str) -> None:
    done = jsjb(command)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr == "Excel 加载项需要 Windows 上的桌面版 Excel，这台机器不是 Windows\n"


def test_a_kit_does_not_go_into_a_folder_in_use(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("")
    done = jsjb("kit", "--out", str(tmp_path))
    assert done.exit_code == 2
    assert done.stderr == f"{tmp_path} 不是空文件夹，请换一个\n"


def test_a_kit_for_an_unknown_python_is_refused(tmp_path: Path) -> None:
    done = jsjb("kit", "--out", str(tmp_path / "kit"), "--python", "2.7")
    assert done.exit_code == 2
    assert "“2.7” 应为 3.11、3.12、3.13、3.14 之一" in done.stderr
    assert not (tmp_path / "kit").exists()


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys; from macros_py.terminal.cli import app; "
        "print({'xlwings', 'pandas', 'openpyxl', 'lxml', 'packaging', 'addin'} & set(sys.modules))"
    )
    root = str(Path(__file__).parent.parent.parent)
    found = subprocess.check_output([sys.executable, "-c", program], text=True, cwd=root)
    assert found == "set()\n"

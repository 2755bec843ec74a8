"""One process at a time: whoever is refused is told who holds the file."""

import subprocess
import sys
from pathlib import Path

import pytest

from workbook.files.lock import lock_of, locked
from workbook.files.owners import this_user
from workbook.files.saving import refuse_if_open, stands_aside
from workbook.values.refusals import InUseError

ROOT = Path(__file__).parents[3]
HOLD = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from workbook.files.lock import locked
with locked(Path(sys.argv[2]), what="导入"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock of a workbook until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", HOLD, str(ROOT), str(tmp_path / "考核评价.xlsx")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_who_holds_the_lock_is_named(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    path = tmp_path / "考核评价.xlsx"
    with pytest.raises(InUseError) as refused, locked(path, 0, what="签认"):
        pass
    assert str(refused.value) == f"考核评价.xlsx：{this_user()} 正在导入，请稍后再试"
    other.communicate()
    assert not lock_of(path).exists()
    with locked(path, 0):
        assert lock_of(path).exists()


def test_a_holder_that_was_killed_holds_nothing(
    tmp_path: Path, other: subprocess.Popen[str]
) -> None:
    other.kill()
    other.communicate()
    path = tmp_path / "考核评价.xlsx"
    assert lock_of(path).exists()
    lock_of(path).write_bytes(b"\0" + "名字很长的人".encode() * 9)
    with locked(path):
        assert lock_of(path).read_bytes()[1:].decode() == f"{this_user()} 正在签认或结算"
    assert list(tmp_path.iterdir()) == []


def excel_lock(name: str) -> bytes:
    """What Excel writes: the name in the system's code page, then in UTF-16, each padded."""
    narrow = name.encode("gbk")
    wide = name.encode("utf-16-le")
    padded = bytes([len(narrow)]) + narrow.ljust(54) + len(name).to_bytes(2, "little")
    return padded + wide + " ".encode("utf-16-le") * ((108 - len(wide)) // 2)


@pytest.mark.parametrize(
    ("lock", "content", "named"),
    [
        ("~$台账.xlsx", excel_lock("张三"), "张三，~$台账.xlsx"),
        ("~$台账.xlsx", b"\x06", "~$台账.xlsx"),
        (
            ".~lock.台账.xlsx#",
            "李四,lisi,PC-01,29.11.2026 06:00,file:///x;".encode(),
            "李四@PC-01，.~lock.台账.xlsx#",
        ),
        (".~lock.台账.xlsx#", b",lisi,PC\\,01,x,y;", "lisi@PC,01，.~lock.台账.xlsx#"),
        (".~lock.台账.xlsx#", b"\xff\x1b[2J", "\ufffd⟨U+001B⟩[2J，.~lock.台账.xlsx#"),
        (".~lock.台账.xlsx#", b"", ".~lock.台账.xlsx#"),
        (".~台账.xlsx", b"?", ".~台账.xlsx"),
    ],
)
def test_who_has_a_workbook_open_is_named(
    tmp_path: Path, lock: str, content: bytes, named: str
) -> None:
    (tmp_path / lock).write_bytes(content)
    with pytest.raises(InUseError) as refused:
        refuse_if_open(tmp_path / "台账.xlsx")
    assert f"正在其他程序中打开（{named}）" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "aside"),
    [
        ("~$台账.xlsx", True),
        (".~lock.台账.xlsx#", True),
        (".~台账.xlsx", True),
        ("台账.备份.xlsx", True),
        ("台账.备份_2024-03-01.xlsx", True),
        ("台账.导入前_2024-03-01_090000.xlsx", True),
        ("台账.xlsx", False),
        ("导入前的台账.xlsx", False),
    ],
)
def test_what_is_no_workbook_of_a_persons_own(name: str, aside: bool) -> None:
    assert stands_aside(Path(name)) is aside

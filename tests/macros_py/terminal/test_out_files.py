"""``--out``: a file is replaced by its own kind only, an input never; refused before any work."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.evaluations import write_evaluation
from tests.ledgers import simple, write_xlsx
from tests.oracle.command import run

AS_OF = "2024-03-20T09:00"
HEADERS = ("工单编号", "派单时间", "承办单位", "是否响应", "回复内容")
COMMANDS: dict[str, Sequence[str]] = {
    "check": ("{ledger}",),
    "rates": ("{ledger}", "--by", "unit"),
    "todo": ("{ledger}",),
    "replies": ("{ledger}",),
    "evidence": ("{ledger}", "{evaluation}", "--quarter", "1"),
    "trend": ("{evaluation}", "{ledger}"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    case = ("1", "2024-03-01 09:30:00", "规划科", "是", "已联系诉求人，已办结。")
    write_xlsx(folder / "台账.xlsx", simple(case, headers=HEADERS))
    write_evaluation(folder / "评价.xlsx")
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "桌"))


def out(desk: Path, command: str, target: Path, as_of: str = AS_OF) -> tuple[int, str]:
    paths = {"ledger": desk / "台账.xlsx", "evaluation": desk / "评价.xlsx"}
    words = [word.format(**paths) for word in COMMANDS[command]]
    done = run(command, *words, "--as-of", as_of, "--out", target)
    return done.exit_code, done.stderr


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("command", COMMANDS)
def test_only_its_own_kind_is_replaced(command: str, desk: Path) -> None:
    target = desk / "清单.xlsx"
    assert out(desk, command, target)[0] in (0, 1)
    first = target.read_bytes()
    assert out(desk, command, target, "2024-03-21T09:00")[0] in (0, 1)
    assert target.read_bytes() != first

    Workbook().save(desk / "别人的.xlsx")
    (desk / "不是表.xlsx").write_text("我的笔记", encoding="utf-8")
    shutil.copy(desk / "评价.xlsx", desk / "另一本评价.xlsx")  # of this tool as well
    other = "todo" if command == "check" else "check"
    assert out(desk, other, desk / "另一种.xlsx")[0] in (0, 1)
    before = held(desk)
    for name in ("别人的.xlsx", "不是表.xlsx", "另一本评价.xlsx", "另一种.xlsx"):
        assert out(desk, command, desk / name) == (
            2,
            f"{name}：文件已存在，而且不是本工具生成的同类文件，不覆盖；请改名或移走后重试\n",
        )
    names = ["台账.xlsx"]
    if "{evaluation}" in COMMANDS[command]:
        names.append("评价.xlsx")
    for name in names:
        code, said = out(desk, command, desk / name)
        assert (code, "正是这次读取的文件" in said) == (2, True)
    assert held(desk) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_in_the_way_is_refused(command: str, desk: Path) -> None:
    (desk / "清单.xlsx").mkdir()
    code, said = out(desk, command, desk / "清单.xlsx")
    assert (code, "是文件夹" in said) == (2, True)


def test_a_list_that_excel_saved_again_is_still_one(desk: Path) -> None:
    target = desk / "清单.xlsx"
    out(desk, "todo", target)
    book = load_workbook(target)
    book.properties.lastModifiedBy = "张三"
    book.save(target)
    assert out(desk, "todo", target)[0] in (0, 1)

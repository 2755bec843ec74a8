"""今日待办 against a ledger whose answer is worked out by hand (desk.md 2)."""

import json
from datetime import datetime
from pathlib import Path

from openpyxl import load_workbook

from macros_py.jobs.inputs import Inputs
from macros_py.jobs.todo import todo
from tests.ledgers import Row, simple, write_xlsx
from tests.oracle.command import run

AS_OF = datetime(2024, 3, 20, 15)
HEADERS = (
    *("工单编号", "派单时间", "接收时间", "转派时间", "承办单位", "首次联系时间", "阶段反馈时间"),
    *("办结时间", "挂账时间", "挂账汇报日期", "回访时间", "不纳入考核", "回复内容"),
)
DONE = ("2024-03-20 09:05:00", "2024-03-20 09:30:00")


def case(number: str, **given: object) -> Row:
    row: dict[str, object] = {
        "工单编号": number,
        "派单时间": "2024-03-20 09:00:00",
        "接收时间": DONE[0],
        "转派时间": DONE[1],
        "承办单位": "规划科",
        "首次联系时间": "2024-03-20 10:00:00",
        "阶段反馈时间": "2024-03-20 11:00:00",
        "办结时间": "2024-03-20 12:00:00",
        "回访时间": "2024-03-20 13:00:00",
    } | given
    return [row.get(header) for header in HEADERS]


CASES = (
    case("全部办完"),
    case("联系逾期", 首次联系时间=None, 办结时间=None, 回访时间=None),
    case(
        "反馈将到",
        派单时间="2024-03-19 17:15:00",
        接收时间="2024-03-19 17:20:00",
        转派时间="2024-03-19 17:30:00",
        首次联系时间="2024-03-19 18:00:00",
        阶段反馈时间=None,
        办结时间=None,
        回访时间=None,
        承办单位="民政科",
    ),
    case(
        "挂账",
        挂账时间="2024-01-05 09:00:00",
        派单时间="2024-01-04 09:00:00",
        接收时间="2024-01-04 09:05:00",
        转派时间="2024-01-04 09:30:00",
        首次联系时间="2024-01-04 10:00:00",
        阶段反馈时间="2024-01-04 11:00:00",
        办结时间=None,
        回访时间=None,
    ),
    case(
        "本月未报",
        挂账时间="2024-02-05 09:00:00",
        派单时间="2024-02-04 09:00:00",
        接收时间="2024-02-04 09:05:00",
        转派时间="2024-02-04 09:30:00",
        首次联系时间="2024-02-04 10:00:00",
        阶段反馈时间="2024-02-04 11:00:00",
        办结时间=None,
        回访时间=None,
    ),
    case(
        "待回访",
        办结时间="2024-03-18 12:00:00",
        派单时间="2024-03-18 09:00:00",
        接收时间="2024-03-18 09:05:00",
        转派时间="2024-03-18 09:30:00",
        首次联系时间="2024-03-18 10:00:00",
        阶段反馈时间="2024-03-18 11:00:00",
        回访时间=None,
        回复内容="已收悉。",
    ),
    case("复核", 不纳入考核="待复核"),
    case("数据", 接收时间="待定"),
)


def blocks(path: Path, *cases: Row, unit: str | None = None) -> dict[str, list[tuple[object, ...]]]:
    book = write_xlsx(path / "台账.xlsx", simple(*(cases or CASES), headers=HEADERS))
    found = todo(Inputs(book, AS_OF), unit=unit).blocks
    return {
        name: [(o.case, o.stage, o.status, o.left, o.owner) for o in owed]
        for name, owed in found.items()
    }


def test_every_block_by_hand(tmp_path: Path) -> None:
    assert blocks(tmp_path) == {
        "时限": [
            ("联系逾期", "首次联系", "逾期未办", "已超4小时", "规划科"),
            ("反馈将到", "阶段反馈", "临期", "剩2小时15分", "民政科"),
        ],
        "挂账": [
            ("挂账", "挂账月报", "缺2024-02", "超时", "乙方"),
            ("本月未报", "挂账月报", "本月未报（2024-03）", "未到期", "乙方"),
        ],
        "待回访": [("待回访", "回访", "待回访", "办结已2天", "乙方")],
        "复核": [("复核", "不纳入考核", "待复核", "", "乙方")],
        "回复": [
            (
                "待回访",
                "回复",
                "缺联系情况、核实情况、办理过程、办理结果、诉求人意见；仅有套话；字数不足",
                "缺5项，另2处",
                "规划科",
            )
        ],
        "数据": [
            (
                "数据",
                "数据",
                "时间无法识别 “待定”，请填 2024-03-20 09:45；没有就留空",
                "时间无法识别",
                "乙方",
            )
        ],
    }


def test_a_unit_that_the_ledger_lacks_is_refused_with_those_it_has(tmp_path: Path) -> None:
    book, out = (
        write_xlsx(tmp_path / "台账.xlsx", simple(*CASES, headers=HEADERS)),
        tmp_path / "a.xlsx",
    )
    done = run("todo", book, "--unit", "民政", "--out", out, "--as-of", "2024-03-20T15:00")
    assert (done.exit_code, out.exists()) == (2, False)
    assert "没有承办单位“民政”，可选：民政科、规划科、未派单位" in done.stderr
    assert not any(blocks(tmp_path, unit="未派单位").values())


def test_one_units_own(tmp_path: Path) -> None:
    mine = blocks(tmp_path, unit=" 民政科")
    assert {name: [each[0] for each in found] for name, found in mine.items() if found} == {
        "时限": ["反馈将到"]
    }


def test_a_repeated_case_is_told_once(tmp_path: Path) -> None:
    assert len(blocks(tmp_path, CASES[1], CASES[1])["时限"]) == 1


def test_a_case_without_a_unit(tmp_path: Path) -> None:
    late = case("甲", 承办单位=None, 首次联系时间=None, 办结时间=None, 回访时间=None)
    assert blocks(tmp_path, late, unit="未派单位")["时限"][0][4] == "未派单位"


def test_the_command_and_its_workbook(tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "台账.xlsx", simple(*CASES, headers=HEADERS))
    out = tmp_path / "待办.xlsx"
    given = ("todo", book, "--as-of", "2024-03-20T15:00")
    done = run(*given, "--out", out, "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert list(told["blocks"]) == ["时限", "挂账", "待回访", "复核", "回复", "数据"]
    assert told["blocks"]["时限"][0] | {"left": "", "unit": "", "cell": ""} == {
        "case": "联系逾期",
        "stage": "首次联系",
        "status": "逾期未办",
        "due": "2024-03-20T11:00:00",
        "left": "",
        "owner": "规划科",
        "unit": "",
        "cell": "",
    }
    sheet = load_workbook(out)["今日待办"]
    texts = [cell.value for row in sheet for cell in row if cell.value]
    assert "一、已逾期和一天内到期的环节（2 项）" in texts
    assert {"联系逾期", "已超4小时", "反馈将到", "剩2小时15分", "待回访", "复核"} <= set(texts)
    before = out.read_bytes()
    assert run(*given, "--out", out).exit_code == 1
    assert out.read_bytes() == before
    assert run(*given, "--out", tmp_path / "待办.csv").exit_code == 2

"""催办单: which unit is urged to do what, for which time; and what it leaves behind (desk.md 3)."""

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from macros_py.jobs.inputs import Inputs
from macros_py.jobs.urge import Urged, urge
from macros_py.rules.terms.errors import UnitError
from tests.evaluations import write_evaluation
from tests.ledgers import Row, simple, write_xlsx
from tests.oracle.command import run
from workbook.values.refusals import WorkbookError

AS_OF = datetime(2024, 3, 20, 15)
HEADERS = (
    *("工单编号", "派单时间", "接收时间", "承办单位", "首次联系时间", "阶段反馈时间", "办结时间"),
    *("挂账时间", "挂账汇报日期", "回访时间", "问题分类", "村社区", "联系电话", "回复内容"),
)


def case(number: str, unit: str | None, dispatched: str, **given: object) -> Row:
    row = {
        "工单编号": number,
        "派单时间": dispatched,
        "承办单位": unit,
        "首次联系时间": dispatched,
        "阶段反馈时间": dispatched,
        "问题分类": "市政->路灯->不亮",
        "村社区": "东白塔村12号",
        "联系电话": "13900000001",
    } | given
    return [row.get(header) for header in HEADERS]


CASES = (
    case("甲", "规划科", "2024-03-20 09:00:00", 首次联系时间=None),
    case("乙", "规划科", "2024-03-13 09:00:00"),  # closure due today at 24:00
    case("丙", "规划科", "2024-03-19 17:00:00", 阶段反馈时间=None),  # due today, at risk too
    case(
        "丁",
        "民政科",
        "2024-01-04 09:00:00",
        挂账时间="2024-01-05 09:00:00",
        挂账汇报日期="2024-02-03",
    ),
    case("戊", None, "2024-03-01 09:00:00"),
    case("己", "农业科", "2024-03-20 14:00:00"),  # nothing to urge
    case(
        "庚", "民政科", "2024-03-18 09:00:00", 办结时间="2024-03-19 09:00:00", 回复内容="已收悉。"
    ),
    case("辛", "民政科", "2024-03-14 09:00:00"),  # due 2024-03-21 24:00: more than a day
)


def urged(
    path: Path,
    now: datetime,
    *,
    as_of: datetime = AS_OF,
    dry_run: bool = False,
    unit: str | None = None,
) -> Urged:
    ledger, evaluation = path / "台账.xlsx", path / "评价.xlsx"
    if not ledger.exists():
        write_xlsx(ledger, simple(*CASES, headers=HEADERS))
        write_evaluation(evaluation)
    inputs = Inputs(ledger, as_of, evaluation, now=now)
    return urge(inputs, path / "出", unit, dry_run=dry_run)


def lines(done: Urged) -> list[tuple[object, ...]]:
    return [
        (unit.name, each.category, each.owed.case, each.owed.stage, each.owed.left, each.times)
        for unit in done.units
        for each in unit.urges
    ]


def record(path: Path) -> list[list[object]]:
    sheet = load_workbook(path / "评价.xlsx")["催办记录"]
    return [[c.value for c in row] for row in sheet.iter_rows(min_row=2) if row[0].value]


def test_who_is_urged_to_do_what(tmp_path: Path) -> None:
    done = urged(tmp_path, AS_OF)
    assert lines(done) == [
        ("未派单位", "已逾期", "戊", "办结", "已超11天15小时", 1),
        ("民政科", "挂账本月未报", "丁", "挂账月报", "未到期", 1),
        ("民政科", "回复待改", "庚", "回复", "缺5项，另2处", None),
        ("规划科", "已逾期", "甲", "首次联系", "已超4小时", 1),
        ("规划科", "今日到期", "丙", "阶段反馈", "剩2小时", 1),
        ("规划科", "今日到期", "乙", "办结", "剩8小时59分", 1),
    ]
    assert done.units[2].stages == {"首次联系": 1, "阶段反馈": 1, "办结": 1}


def test_a_past_month_without_a_report_is_not_this_month(tmp_path: Path) -> None:
    suspended = {"挂账时间": "2024-01-05 09:00:00"}
    rows = [
        case("往月", "民政科", "2024-01-04 09:00:00", **suspended),
        case("本月", "民政科", "2024-01-04 09:00:00", **suspended, 挂账汇报日期="2024-02-03"),
    ]
    write_xlsx(tmp_path / "台账.xlsx", simple(*rows, headers=HEADERS))
    write_evaluation(tmp_path / "评价.xlsx")
    done = urged(tmp_path, AS_OF)
    assert [(line[1], line[2]) for line in lines(done)] == [
        ("挂账往月缺报", "往月"),
        ("挂账本月未报", "本月"),
    ]
    assert done.output
    sheet = load_workbook(done.output)["民政科"]
    assert [sheet.cell(6, column).value for column in (1, 6, 7)] == [
        *("挂账往月缺报", "缺2024-02", "未报")
    ]


def test_each_case_and_stage_is_one_row_and_a_day_counts_once(tmp_path: Path) -> None:
    assert urged(tmp_path, AS_OF).recorded == 5
    assert record(tmp_path)[0] == [
        *("2024-03-20 15:00:00", "2024-03-20 15:00:00", "未派单位", "戊", "办结"),
        *("2024-03-08 23:59:59", "逾期未办", 1),
    ]
    before = (tmp_path / "评价.xlsx").read_bytes()
    again = urged(tmp_path, datetime(2024, 3, 20, 17))
    assert (again.recorded, {line[5] for line in lines(again)}) == (0, {1, None})
    assert (tmp_path / "评价.xlsx").read_bytes() == before
    later = urged(tmp_path, datetime(2024, 3, 21, 9), as_of=datetime(2024, 3, 21, 9))
    times = {(line[2], line[3]): line[5] for line in lines(later)}
    assert (times["甲", "首次联系"], times["乙", "办结"], times["辛", "办结"]) == (2, 2, 1)
    assert len(record(tmp_path)) == 5 + later.recorded


def test_the_sheets(tmp_path: Path) -> None:
    done = urged(tmp_path, AS_OF)
    assert done.output
    assert done.output.name == "催办单_2024-03-20.xlsx"
    book = load_workbook(done.output)
    assert book.sheetnames == ["未派单位", "民政科", "规划科", "消息"]
    rows = [[c.value for c in row] for row in book["规划科"].iter_rows(min_row=6, max_row=8)]
    assert rows[0] == [
        *("已逾期", "甲", "不亮", "东白塔村", "首次联系", "2024-03-20 11:00", "已超4小时", "第1次")
    ]
    assert [row[1] for row in rows] == ["甲", "丙", "乙"]
    texts = [c.value for row in book["规划科"] for c in row if c.value]
    assert {"签收人", "签收时间", "工单 3 件：已逾期 1 项　今日到期 2 项"} <= set(texts)
    said = [c.value for row in book["消息"] for c in row if c.value][-1]
    assert said == (
        "规划科：截至03月20日 15:00，已逾期1件：甲；今日到期2件：丙、乙。详见催办单，请签收。"
    )
    assert book["规划科"].page_setup.paperSize == 9


def test_a_long_message_breaks_between_case_numbers(tmp_path: Path) -> None:
    numbers = [f"JSJB-2024-03-{n:06d}" for n in range(12)]
    cases = [case(number, "规划科", "2024-03-01 09:00:00") for number in numbers]
    write_xlsx(tmp_path / "台账.xlsx", simple(*cases, headers=HEADERS))
    write_evaluation(tmp_path / "评价.xlsx")
    done = urged(tmp_path, AS_OF)
    assert done.output
    said = str(load_workbook(done.output)["消息"]["B3"].value)
    assert said.replace("\n", "") == done.units[0].message(AS_OF)
    assert {line[-1] for line in said.split("\n")[:-1]} <= set("，；、：")
    assert said.count("\n") > 1


def test_one_unit_and_a_dry_run(tmp_path: Path) -> None:
    done = urged(tmp_path, AS_OF, dry_run=True, unit="规划科")
    assert ([unit.name for unit in done.units], done.output, record(tmp_path)) == (
        ["规划科"],
        None,
        [],
    )
    assert not (tmp_path / "出").exists()


def test_one_unit_never_takes_the_place_of_the_others_sheets(tmp_path: Path) -> None:
    for unit, name, sheet in (
        ("规划科", "催办单_2024-03-20.xlsx", "规划科"),
        ("规划科", "催办单_2024-03-20.xlsx", "规划科"),
        ("民政科", "催办单_2024-03-20_民政科.xlsx", "民政科"),
    ):
        done = urged(tmp_path, AS_OF, unit=unit)
        assert done.output == tmp_path / "出" / name
        assert load_workbook(done.output).sheetnames == [sheet, "消息"]
    day = urged(tmp_path, AS_OF).output
    assert day is not None
    whole = day.read_bytes()
    assert load_workbook(day).sheetnames == ["未派单位", "民政科", "规划科", "消息"]
    again = urged(tmp_path, AS_OF, unit="规划科").output
    assert again == day.with_name("催办单_2024-03-20_规划科.xlsx")
    assert day.read_bytes() == whole


def test_a_units_own_file_has_a_name_that_windows_takes(tmp_path: Path) -> None:
    name = '城"建<科>|.'
    cases = [case(str(n), unit, "2024-03-01 09:00:00") for n, unit in enumerate((name, "甲"))]
    write_xlsx(tmp_path / "台账.xlsx", simple(*cases, headers=HEADERS))
    write_evaluation(tmp_path / "评价.xlsx")
    urged(tmp_path, AS_OF)
    own = urged(tmp_path, AS_OF, unit=name).output
    assert own is not None
    assert own.name == "催办单_2024-03-20_城-建-科--.xlsx"


@pytest.mark.parametrize(
    "names", [["规划/科[1]", "规划/科[2]"], ["甲" * 40, "甲" * 41], ["消息", "HISTORY"]]
)
def test_names_that_no_sheet_can_have(tmp_path: Path, names: list[str]) -> None:
    cases = [case(str(i), name, "2024-03-01 09:00:00") for i, name in enumerate(names)]
    write_xlsx(tmp_path / "台账.xlsx", simple(*cases, headers=HEADERS))
    write_evaluation(tmp_path / "评价.xlsx")
    done = urged(tmp_path, AS_OF)
    assert done.output
    titles = load_workbook(done.output).sheetnames
    assert len({title.casefold() for title in titles}) == len(titles) == 3
    assert titles[-1] == "消息"


def test_nothing_is_half_done_when_the_evaluation_is_open(tmp_path: Path) -> None:
    urged(tmp_path, AS_OF, dry_run=True)
    (tmp_path / "~$评价.xlsx").write_bytes(b"")
    with pytest.raises(WorkbookError, match=r"评价\.xlsx"):
        urged(tmp_path, AS_OF)
    assert not (tmp_path / "出").exists()


def test_a_file_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "出" / "催办单_2024-03-20.xlsx"
    target.parent.mkdir()
    target.write_bytes(b"notes")
    with pytest.raises(WorkbookError, match="不是本工具生成的同类文件"):
        urged(tmp_path, AS_OF)
    assert target.read_bytes() == b"notes"
    assert record(tmp_path) == []


def test_an_older_evaluation_without_the_sheet_is_told_how_to_get_it(tmp_path: Path) -> None:
    urged(tmp_path, AS_OF, dry_run=True)
    book = load_workbook(tmp_path / "评价.xlsx")
    del book["催办记录"]
    book.save(tmp_path / "评价.xlsx")
    with pytest.raises(WorkbookError, match="没有「催办记录」工作表，请从空白模板复制"):
        urged(tmp_path, AS_OF)
    assert not (tmp_path / "出").exists()


def test_a_unit_that_the_ledger_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnitError, match=r"没有承办单位“规化科”，可选：.*规划科"):
        urged(tmp_path, AS_OF, unit="规化科")
    assert not (tmp_path / "出").exists()


def test_the_command(tmp_path: Path) -> None:
    urged(tmp_path, AS_OF, dry_run=True)
    given = ("urge", tmp_path / "台账.xlsx", tmp_path / "评价.xlsx", "--as-of", "2024-03-20T15:00")
    done = run(*given, "--out", tmp_path / "出", "--json")
    told = done.document
    assert done.exit_code == 0
    assert [(u["unit"], u["cases"]) for u in told["units"]] == [
        ("未派单位", 1),
        ("民政科", 2),
        ("规划科", 3),
    ]
    assert Path(told["output"]).exists()
    assert "13900000001" not in done.stdout


def test_nothing_to_urge(tmp_path: Path) -> None:
    done = urged(tmp_path, AS_OF, unit="农业科")
    assert (list(done.units), done.output, done.recorded) == ([], None, 0)

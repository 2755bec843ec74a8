"""The township's choices: where a week begins, what repeats, what ranks; and the newer columns."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from macros_py.desk.reports.blocks import Table, Text
from macros_py.desk.reports.rate_table import RateTable
from macros_py.desk.reports.report_contents import report_of
from macros_py.desk.reports.report_json import figures_json
from macros_py.desk.reports.study import Study
from macros_py.inputs.in_force import default_in_force
from macros_py.inputs.judged_ledger import judge_ledger
from macros_py.rules.terms.percentages import Unfinished
from tests.macros_py.desk.reports.ledgers import AS_OF

HEADERS = (
    *("工单编号", "派单时间", "村社区", "问题分类", "二级分类", "三级分类", "联系电话", "是否重复"),
    *("退回时间", "退单原因", "挂账时间", "挂账原因", "承办单位", "是否有效回访", "是否响应"),
    *("是否解决", "是否满意", "办结时间", "回访时间"),
)
Row = Mapping[str, object]


def study(folder: Path, rows: Sequence[Row], period: str = "2024-W10", **settings: str) -> Study:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "案件台账"
    sheet.append(HEADERS)
    for number, row in enumerate(rows, 1):
        sheet.append(
            [row.get(header, f"N{number}" if header == HEADERS[0] else None) for header in HEADERS]
        )
    book.save(folder / "台账.xlsx")
    in_force = default_in_force()
    for key, choice in settings.items():
        in_force = replace(in_force, settings=in_force.settings.with_choice(key, choice))
    return Study.of(judge_ledger(folder / "台账.xlsx", in_force, AS_OF), period)


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2024, 3, day, hour)


def test_a_week_from_friday_noon(tmp_path: Path) -> None:
    rows = [
        {"派单时间": at(1, 11)},
        {"派单时间": at(1, 12)},
        {"派单时间": at(8, 11)},
        {"派单时间": at(8, 12)},
    ]
    assert study(tmp_path, rows).balance.received == 2
    friday = study(tmp_path, rows, 周起点="周五12:00")
    assert (friday.balance.received, friday.balance.opening) == (2, 1)
    assert friday.elapsed.start == at(1, 12)


REPEATED: tuple[Row, ...] = (
    {
        "派单时间": datetime(2024, 2, 20, 9),
        "村社区": "甲村",
        "问题分类": "路灯",
        "联系电话": "13800138000",
    },
    {
        "派单时间": at(4),
        "村社区": "乙村",
        "问题分类": "路灯",
        "联系电话": "138 0013 8000",
        "是否重复": "是",
    },
    {"派单时间": at(5), "村社区": "乙村", "问题分类": "路灯", "联系电话": "138****8000"},
    {
        "派单时间": at(6),
        "村社区": "甲村",
        "问题分类": "供水",
        "联系电话": "13800138000",
        "是否重复": "是",
    },
    {"派单时间": at(7), "村社区": "丙村", "问题分类": "供水", "是否重复": "否"},
)


@pytest.mark.parametrize(
    ("reading", "groups", "cases", "unmatched"),
    [("同号码同分类30天", 1, 1, 2), ("同村同分类7天", 1, 2, 0), ("台账标记", None, 2, 0)],
)
def test_what_repeats(
    reading: str, groups: int | None, cases: int, unmatched: int, tmp_path: Path
) -> None:
    """The phone looks back beyond the week; a masked or blank one never matches."""
    found = study(tmp_path, REPEATED, 重复口径=reading)
    told = figures_json(found)["repeats"]
    assert told == {"reading": reading, "groups": groups, "cases": cases}
    assert found.repeating.unmatched(found.rows) == unmatched


def test_what_ranks(tmp_path: Path) -> None:
    """A 90 % of 10 stands before 5 of 10; nine callbacks are too few; ties share a rank."""
    units = (("甲科", 10, 5), ("乙科", 10, 9), ("丙科", 9, 9), ("丁科", 20, 18))
    rows: list[Row] = [
        {
            "派单时间": at(4),
            "承办单位": unit,
            "是否有效回访": "是",
            "是否响应": "是" if number >= good else "否",
            "是否解决": "解决" if number < good else "未解决",
            "是否满意": "满意",
        }
        for unit, count, good in units
        for number in range(count)
    ]
    ranks = [(unit.name, unit.rank) for unit in study(tmp_path, rows).units]
    assert sorted(ranks[:2]) == [("丁科", 1), ("乙科", 1)]
    assert ranks[2:] == [("甲科", 3), ("丙科", None)]
    by_response = study(tmp_path, rows, 排名依据="响应率").units
    assert (by_response[0].name, by_response[0].rank) == ("甲科", 1)


def test_four_columns_of_categories_and_the_reasons(tmp_path: Path) -> None:
    rows: list[Row] = [
        {
            "派单时间": at(4),
            "问题分类": "市政",
            "二级分类": "路灯",
            "三级分类": "不亮",
            "退回时间": at(4, 10),
            "退单原因": "非本镇，电话13900139000",
        },
        {
            "派单时间": at(5),
            "问题分类": "市政",
            "二级分类": "路灯",
            "三级分类": "不亮",
            "挂账时间": at(6),
            "挂账原因": "缺资金",
        },
        {"派单时间": at(5), "问题分类": "市政"},
    ]
    found = study(tmp_path, rows)
    shown = found.grouped(found.categories.finest, found.categories.shown)
    assert [(group.name, group.received) for group in shown] == [("不亮", 2), ("市政", 1)]
    assert found.answered("suspend_reason") == {"缺资金": 1}
    ((reason, count),) = found.answered("return_reason").items()
    assert count == 1
    assert "13900139000" not in reason
    blocks = [b for section in report_of(found, {}, "x").sections for b in section.blocks]
    titles = {block.title for block in blocks if isinstance(block, Table)}
    assert {"退单原因", "挂账原因"} <= titles
    assert not any("原因」列" in block.text for block in blocks if isinstance(block, Text))


def told(found: Study) -> dict[str, str]:
    sections = report_of(found, {}, "x").sections
    blocks = [block for section in sections for block in section.blocks]
    return {block.key: block.text for block in blocks if isinstance(block, Text)}


def cells(found: Study, key: str, title: str) -> dict[str, object]:
    """Return a column of a table by its rows."""
    for section in report_of(found, {}, "x").sections:
        for block in section.blocks:
            if isinstance(block, Table) and block.key == key:
                at = [column.title for column in block.columns].index(title)
                return {row.key: row.cells[at] for row in block.rows}
    raise KeyError(key)


def test_a_suspension_and_a_callback_of_tomorrow_have_not_come(tmp_path: Path) -> None:
    row: Row = {"派单时间": at(18), "承办单位": "甲科", "办结时间": at(19)}
    rows = [
        {**row, "挂账时间": at(20, 15), "回访时间": at(20, 15)},
        {**row, "挂账时间": at(20, 16), "回访时间": at(20, 16), "挂账原因": "缺资金"},
    ]
    found = study(tmp_path, rows, "2024-W12")
    assert cells(found, "quality", "挂账") == {"甲科": 1}
    assert cells(found, "funnel", "中位（小时）")["回访"] == 30 * 3600
    assert cells(found, "funnel", "九成（小时）")["回访"] is Unfinished.OPEN
    assert found.answered("suspend_reason", found.suspended) == {}


def test_a_reason_counts_for_a_case_that_was_returned(tmp_path: Path) -> None:
    row: Row = {"派单时间": at(4), "退单原因": "非本镇"}
    rows = [{**row, "退回时间": back} for back in (at(5), "未退回", None, at(25))]
    assert cells(study(tmp_path, rows), "return_reason", "件数") == {"非本镇": 1}


def counted(unit: str | None, day: int, count: int = 10) -> list[Row]:
    answers = {"是否有效回访": "是", "是否响应": "是", "是否解决": "解决", "是否满意": "满意"}
    return [{"派单时间": at(day), "承办单位": unit, **answers}] * count


def test_a_change_that_the_ledger_does_not_cover_says_so(tmp_path: Path) -> None:
    rows = counted("甲科", 6)
    found = study(tmp_path, rows, "2024-W10")
    assert cells(found, "rates", "环比（百分点）") == {"甲科": "台账未覆盖"}
    table = RateTable.of(found.judged, ["unit"], "2024-W10").report("x")
    (row,) = [r for b in table.leader.blocks if isinstance(b, Table) for r in b.rows]
    assert row.cells[-4] == "台账未覆盖"
    covered = [{"派单时间": datetime(2024, 2, 26)}, *rows]
    assert cells(study(tmp_path, covered, "2024-W10"), "rates", "环比（百分点）") == {"甲科": None}
    running = study(tmp_path, [*rows, *counted("甲科", 19)], "2024-W12")
    assert cells(running, "rates", "环比（百分点）") == {"甲科": None}


def test_cases_without_a_unit_take_no_rank(tmp_path: Path) -> None:
    rows = [*counted(None, 4), *counted("甲科", 4), *counted("乙科", 4)]
    rows[-1] = {**rows[-1], "是否解决": "未解决"}
    ranks = cells(study(tmp_path, rows), "rates", "名次")
    assert ranks == {"甲科": 1, "乙科": 2, "（空白）": None}


@pytest.mark.parametrize(
    ("first", "daily"),
    [
        (datetime(2024, 2, 20), "。日均受理2.0件。"),
        (datetime(2024, 3, 7, 9), "台账覆盖4天，日均受理3.5件。"),
    ],
)
def test_cases_a_day_are_those_of_the_days_covered(
    first: datetime, daily: str, tmp_path: Path
) -> None:
    rows: list[Row] = [{"派单时间": first}]
    rows += [{"派单时间": at(8)}] * (14 if first < at(1) else 13)
    assert told(study(tmp_path, rows, "2024-W10"))["whole_flow"].endswith(daily)


def test_a_surge_is_told_by_a_name_that_is_no_other(tmp_path: Path) -> None:
    """农村管理 as the finest level of some cases is not the first level that all share."""
    before: list[Row] = [{"派单时间": datetime(2024, 1, 8), "问题分类": "旧"}]
    rows = [{"派单时间": at(5), "问题分类": "农村管理"}] * 6
    rows += [{"派单时间": at(5), "问题分类": "农村管理->邻里"}] * 5
    rows += [{"派单时间": at(5), "问题分类": "公共->旧"}] * 5
    text = told(study(tmp_path, [*before, *rows]))["surges_tested"]
    assert "农村管理（未细分）6件，此前为0。" in text
    assert "邻里5件，此前为0。" in text
    assert "公共→旧5件，此前为0。" in text

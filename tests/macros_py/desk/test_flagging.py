"""Where the eighteen columns go in a sheet (rules 3: right of the last, or where they stand)."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from macros_py.desk.flagging import COLOURS, sheet_flags
from macros_py.inputs.in_force import default_in_force
from macros_py.inputs.judged_ledger import judge
from macros_py.rules.deadlines.flag_headers import HEADERS
from tests.macros_py.frames import Row, columns_of, frame
from tests.macros_py.rules.in_force import AS_OF, at
from workbook.ledger.layout import SheetLayout
from workbook.ledger.ledger import Ledger
from workbook.patch import SheetColumns

SENT: Row = {"dispatched_at": "2024-03-20 14:50"}
CLOSED: Row = {**SENT, "closed_at": "2024-03-20 14:55"}


def layout(
    headers: tuple[str, ...] = ("工单编号", "派单时间", "接收时间"),
    header_rows: tuple[int, int] = (1, 1),
    last_row: int = 3,
    first_column: int = 1,
    name: str = "案件台账",
) -> SheetLayout:
    columns = {"case_id": first_column, "dispatched_at": first_column + 1}
    return SheetLayout(
        name,
        header_rows,
        {**columns, "received_at": first_column + 2},
        headers,
        header_rows[1] + 1,
        last_row,
        first_column + len(headers) - 1,
    )


def flagged(layouts: tuple[SheetLayout, ...], cases: pd.DataFrame) -> list[SheetColumns]:
    known = frozenset(layouts[0].columns)
    ledger = Ledger(Path("台账.xlsx"), None, layouts, (), (), known, columns_of(cases), ())
    return list(sheet_flags(judge(ledger, default_in_force(), at(AS_OF))))


def placed(sheet: SheetColumns) -> dict[str, int]:
    """Return header → column as written."""
    return {str(values[0]): column for column, values in sheet.columns.items()}


@pytest.mark.parametrize(("first_column", "first_free"), [(1, 4), (3, 6)])
def test_new_columns_stand_right_of_the_last_one(first_column: int, first_free: int) -> None:
    sheet = flagged((layout(first_column=first_column),), frame(SENT, SENT))[0]
    assert placed(sheet) == dict(zip(HEADERS, range(first_free, first_free + 18), strict=True))
    assert sheet.first_row == 1


def test_headers_that_stand_already_are_written_over() -> None:
    """Compared as headers are: spaces, stars and (必填) say nothing."""
    headers = (
        "工单编号",
        "派单时间",
        "接收时间",
        "总体 状态*",
        "备注",
        "接收状态（必填）",
        "下一时限：",
    )
    sheet = flagged((layout(headers),), frame(SENT))[0]
    places = placed(sheet)
    standing = {"总体状态": 4, "接收状态": 6, "下一时限": 7}
    assert {header: places[header] for header in standing} == standing
    others = [header for header in HEADERS if header not in standing]
    assert [places[header] for header in others] == list(range(8, 8 + 15))


def test_writing_twice_writes_the_same_cells() -> None:
    first = flagged((layout(),), frame(SENT, CLOSED))[0]
    headers = ("工单编号", "派单时间", "接收时间", *HEADERS)
    second = flagged((layout(headers),), frame(SENT, CLOSED))[0]
    for part in fields(SheetColumns):
        assert getattr(second, part.name) == getattr(first, part.name)


def test_each_case_is_written_in_its_own_row() -> None:
    cases = frame(SENT, CLOSED)
    cases["row"] = np.array([4, 7], dtype=np.int32)  # a title above, blank rows between
    sheet = flagged((layout(header_rows=(2, 3), last_row=9),), cases)[0]
    assert sheet.first_row == 3
    places = placed(sheet)
    due = at("2024-03-20 15:20")
    assert list(sheet.columns[places["接收时限"]]) == ["接收时限", due, None, None, due, None, None]
    overall = sheet.columns[places["总体状态"]]
    assert list(overall) == ["总体状态", "未到期", None, None, "未到期", None, None]
    minutes = sheet.columns[places["剩余分钟"]]
    assert list(minutes) == ["剩余分钟", 20, None, None, 20, None, None]


def test_each_sheet_gets_its_own_cases() -> None:
    cases = frame(SENT, {"dispatched_at": "2024-03-20 10:00"}, SENT)
    cases["sheet"] = pd.Categorical(["一月", "二月", "一月"], categories=["一月", "二月", "三月"])
    cases["row"] = np.array([2, 2, 3], dtype=np.int32)
    sheets = flagged(
        (
            layout(name="一月"),
            layout(name="二月", last_row=2),
            layout(name="三月", last_row=1),
        ),
        cases,
    )
    assert [(sheet.sheet, list(sheet.columns[placed(sheet)["接收状态"]])) for sheet in sheets] == [
        ("一月", ["接收状态", "未到期", "未到期"]),
        ("二月", ["接收状态", "逾期未办"]),
        ("三月", ["接收状态"]),
    ]


def test_dues_are_shown_to_the_second_and_statuses_in_colour() -> None:
    sheet = flagged((layout(),), frame(SENT))[0]
    places = placed(sheet)
    formats = {header: sheet.number_formats.get(places[header]) for header in HEADERS}
    assert formats == {
        header: "yyyy-mm-dd hh:mm:ss"
        if header.endswith("时限")
        else "0"
        if header == "剩余分钟"
        else None
        for header in HEADERS
    }
    coloured = {header for header in HEADERS if places[header] in sheet.highlights}
    assert coloured == {header for header in HEADERS if header.endswith("状态")}
    assert set(COLOURS) == {"临期", "逾期未办", "超时", "数据异常"}

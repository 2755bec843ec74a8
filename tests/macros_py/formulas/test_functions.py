"""The worksheet formulas as plain Python: cells, ranges, whole columns, blanks, wrong input."""

import datetime as dt
import inspect
import keyword
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from macros_py.formulas import functions
from macros_py.formulas.cells import SHEET_ROWS
from macros_py.formulas.functions import (
    FORM_SCORE,
    QUARTER_DEDUCTION,
    QUARTER_PAYABLE,
    RATE_RESOLUTION,
    RATE_RESPONSE,
    RATE_SATISFACTION,
    RMB_UPPER,
    SLA_DUE,
    SLA_MINUTES_LEFT,
    SLA_QUARTER,
    SLA_STATUS,
)
from macros_py.formulas.texts import Refusal

MORNING = dt.datetime(2024, 1, 8, 9, 0)
NOW = dt.datetime(2024, 1, 9, 1, 0)
FORMULAS = {
    name: function
    for name, function in vars(functions).items()
    if name.isupper() and inspect.isfunction(function)
}


def minutes(count: float) -> dt.datetime:
    return MORNING + dt.timedelta(minutes=count)


@pytest.mark.parametrize(
    ("stage", "start", "done", "as_of", "status"),
    [
        ("接收", MORNING, minutes(30), NOW, "按时"),
        ("接收", MORNING, minutes(30.02), NOW, "超时"),
        ("接收", MORNING, None, NOW, "逾期未办"),
        ("接收", MORNING, None, minutes(21), "临期"),
        ("接收", MORNING, None, minutes(1), "未到期"),
        ("接收", None, None, NOW, "未开始"),
        ("接收", None, MORNING, NOW, "无法判定"),
        ("接收", MORNING, minutes(-1), NOW, "数据异常"),
        ("接收", MORNING, "待定", NOW, "数据异常"),
        ("接收", MORNING, "#N/A", NOW, "数据异常"),
        ("接收", "2024-01-08", None, NOW, "无法判定"),
        ("接收", NOW, None, MORNING, "数据异常"),
        ("退回", MORNING, minutes(121), NOW, "超时"),
        ("办结", "2024-01-08", "2024-01-15", "2024-02-01 10:00", "按时"),
        (
            "挂账月报",
            "2024-01-08",
            "2024-02-03、2024-03-05",
            "2024-05-02 10:00",
            "超时（缺2024-04）",
        ),
        ("回访", MORNING, None, NOW, "待回访"),
        ("回访", MORNING, minutes(60), NOW, "已回访"),
        (" 接收\n", "２０２４-01-08 09:00", "2024年1月8日 上午9:10", "2024/1/9 1:00", "按时"),
    ],
)
def test_status(stage: str, start: object, done: object, as_of: object, status: str) -> None:
    assert SLA_STATUS(stage, start, done, as_of) == status


def test_a_special_case_waits_for_its_approval() -> None:
    assert SLA_STATUS("转派", None, None, NOW, "是") == "豁免"
    assert SLA_STATUS("转派", None, None, NOW, "否") == "未开始"
    assert SLA_STATUS("转派", MORNING, minutes(59), NOW, "群体性") == "按时"
    assert SLA_STATUS("接收", None, None, NOW, "是") == "未开始"


def test_limit_class_only_moves_the_closure() -> None:
    assert SLA_STATUS("办结", MORNING, minutes(121), NOW, "", "特急") == "超时"
    assert SLA_STATUS("办结", MORNING, minutes(121), NOW, "", "一般") == "按时"
    assert SLA_STATUS("办结", MORNING, minutes(121), NOW, "", "尽快") == "数据异常"
    assert SLA_STATUS("接收", MORNING, minutes(29), NOW, "", "尽快") == "按时"


@pytest.mark.parametrize("as_of", [None, "", "刚才", "2024.13.5"])
def test_an_as_of_that_is_no_time(as_of: object) -> None:
    assert SLA_STATUS("接收", MORNING, None, as_of) == Refusal.TIME
    assert SLA_MINUTES_LEFT("接收", MORNING, None, as_of) == Refusal.TIME


@pytest.mark.parametrize("as_of", ["2024-01-09", 45300.0, dt.date(2024, 1, 9)])
def test_today_without_a_time_of_day_decides_nothing(as_of: object) -> None:
    assert SLA_STATUS("接收", MORNING, None, as_of) == Refusal.NO_CLOCK
    assert SLA_MINUTES_LEFT("接收", MORNING, None, as_of) == Refusal.NO_CLOCK


@pytest.mark.parametrize(
    ("stage", "start", "limit_class", "due"),
    [
        ("接收", MORNING, None, minutes(30)),
        ("转派", MORNING, None, minutes(60)),
        ("阶段反馈", MORNING, None, minutes(1440)),
        ("办结", MORNING, None, dt.datetime(2024, 1, 15, 23, 59, 59)),
        ("办结", "2024-01-08", "15天", dt.datetime(2024, 1, 23, 23, 59, 59)),
        ("办结", MORNING, "24小时", minutes(1440)),
        ("接收", None, None, ""),
        ("接收", "2024-01-08", None, Refusal.NO_CLOCK),
        ("接收", "2024.13.5", None, Refusal.TIME),
        ("接收", dt.datetime(1999, 12, 31, 9), None, Refusal.TIME),
        ("办结", MORNING, "尽快", Refusal.LIMIT),
        ("回访", MORNING, None, Refusal.NO_LIMIT),
        ("办结", "9999-12-30", None, Refusal.TOO_LARGE),
        ("结案", MORNING, None, Refusal.STAGE),
        (None, MORNING, None, Refusal.STAGE),
        (7.0, MORNING, None, Refusal.STAGE),
    ],
)
def test_due(stage: object, start: object, limit_class: object, due: object) -> None:
    assert SLA_DUE(stage, start, limit_class) == due


def test_minutes_left_are_whole_and_rounded_down() -> None:
    assert SLA_MINUTES_LEFT("接收", MORNING, None, minutes(29.5)) == 0
    assert SLA_MINUTES_LEFT("接收", MORNING, None, minutes(30.5)) == -1
    assert SLA_MINUTES_LEFT("接收", MORNING, minutes(3), minutes(90)) == ""
    assert SLA_MINUTES_LEFT("接收", None, None, NOW) == ""
    assert SLA_MINUTES_LEFT("接收", MORNING, "待定", NOW) == Refusal.TIME
    assert SLA_MINUTES_LEFT("接收", NOW, None, MORNING) == Refusal.FUTURE
    assert SLA_MINUTES_LEFT("办结", MORNING, None, NOW, "尽快") == Refusal.LIMIT


@pytest.mark.parametrize(
    "columns",
    [
        lambda cells: [[cell] for cell in cells],
        lambda cells: tuple((cell,) for cell in cells),
        list,
        lambda cells: np.array(cells, dtype=object),
        lambda cells: [list(cells)],
    ],
)
def test_a_range_gives_a_range_of_the_same_shape(columns: Callable[[list[object]], object]) -> None:
    start = [MORNING, None, "待定", 45299.375]
    given = columns(list(start))
    found = SLA_STATUS("接收", given, columns([None] * 4), minutes(1))
    expected = ["未到期", "未开始", "数据异常", "未到期"]
    assert np.shape(found) == np.shape(np.array(given, dtype=object))
    assert np.ravel(np.array(found, dtype=object)).tolist() == expected


def test_every_argument_may_be_a_column() -> None:
    stages = [["接收"], ["办结"], ["没有"], ["接收"]]
    moments = [[minutes(10)], [NOW], [NOW], [minutes(40)]]
    assert SLA_STATUS(stages, MORNING, "", moments) == [
        ["未到期"],
        ["未到期"],
        [Refusal.STAGE],
        ["逾期未办"],
    ]


def test_a_row_and_a_column_make_a_table() -> None:
    found = SLA_DUE([["接收", "转派"]], [[MORNING], [NOW]])
    assert found == [
        [minutes(30), minutes(60)],
        [NOW + dt.timedelta(minutes=30), NOW + dt.timedelta(minutes=60)],
    ]


def test_ranges_of_different_sizes_are_refused() -> None:
    assert SLA_STATUS("接收", [[MORNING], [NOW]], [[None]] * 3, NOW) == Refusal.SHAPE
    assert RATE_RESPONSE([["是"]] * 3, [["是"]] * 2, "") == Refusal.SHAPE
    assert SLA_DUE("接收", [[MORNING], [NOW, NOW]]) == Refusal.SHAPE


def test_a_midnight_is_a_time_where_the_column_has_times() -> None:
    midnight = dt.datetime(2024, 1, 8)
    assert SLA_DUE("接收", midnight) == Refusal.NO_CLOCK
    assert SLA_DUE("接收", [[midnight], [MORNING]])[0] == [midnight + dt.timedelta(minutes=30)]
    assert SLA_DUE("接收", [[midnight], ["2024-01-08"]])[0] == [Refusal.NO_CLOCK]


def test_a_whole_sheet_column_is_read_to_its_last_filled_cell() -> None:
    start = [["派单时间"], [MORNING], [None], [MORNING]] + [[None]] * (SHEET_ROWS - 4)
    found = SLA_STATUS("接收", start, [[None]] * SHEET_ROWS, minutes(1))
    assert len(found) == SHEET_ROWS
    assert found[:6] == [["数据异常"], ["未到期"], ["未开始"], ["未到期"], [""], [""]]


@pytest.mark.parametrize(
    ("moment", "start", "quarter"),
    [
        ("2023-12-26 00:00", "2023-12-26", "第1季度"),
        ("2024-03-25 23:59:59", "2023-12-26", "第1季度"),
        (dt.datetime(2024, 3, 26), dt.datetime(2023, 12, 26), "第2季度"),
        (45377.0, 45286.0, "第2季度"),
        ("2024-12-26", "2023-12-26", Refusal.AFTER_SERVICE),
        ("2023-12-25", "2023-12-26", Refusal.BEFORE_SERVICE),
        ("9999-12-31", "2023-12-26", Refusal.AFTER_SERVICE),
        ("2024.13.5", "2023-12-26", Refusal.TIME),
        ("2024-01-05", "开始", Refusal.TIME),
        ("2024-01-05", None, Refusal.TIME),
        (None, "2023-12-26", ""),
    ],
)
def test_quarter(moment: object, start: object, quarter: str) -> None:
    assert SLA_QUARTER(moment, start) == quarter
    assert SLA_QUARTER([[moment], [moment]], start) == [[quarter], [quarter]]


BEST = ["正常出勤", "好", *["及时"] * 6]


def test_form_score() -> None:
    assert FORM_SCORE(BEST) == 100
    assert FORM_SCORE([BEST]) == [[100]]
    assert FORM_SCORE([[choice] for choice in BEST]) == [[100]]
    weak = ["10分钟以上", "较差", *["不及时"] * 6]
    assert FORM_SCORE([BEST, weak, [None] * 8]) == [[100], [32], [""]]
    assert FORM_SCORE([*BEST[:7], ""]) == Refusal.MISSING
    assert FORM_SCORE([*BEST[:7], "还行"]) == Refusal.OPTION
    assert FORM_SCORE(BEST[:7]) == Refusal.EIGHT


@pytest.mark.parametrize(
    ("average", "deduction", "payable"),
    [
        (80.0, 0.0, 536580.0),
        (79.996, 0.4, 536579.6),
        ("79.5", 50.0, 536530.0),
        (65.25, 1475.0, 535105.0),
        (0.0, 8000.0, 528580.0),
        (235 / 3, 166.67, 536413.33),
        (80 - 1e-14, 0.0, 536580.0),
        (None, "", ""),
        ("八十", Refusal.NUMBER, Refusal.NUMBER),
        ("#DIV/0!", Refusal.NUMBER, Refusal.NUMBER),
        (100.5, Refusal.TOO_LARGE, Refusal.TOO_LARGE),
    ],
)
def test_deduction_and_payable(average: object, deduction: object, payable: object) -> None:
    assert QUARTER_DEDUCTION(average) == deduction
    assert QUARTER_PAYABLE(average) == payable


def test_other_deductions() -> None:
    assert QUARTER_PAYABLE(80.0, 350.005) == 536229.99
    assert QUARTER_PAYABLE(80.0, 600000.0) == 0.0
    assert QUARTER_PAYABLE(80.0, -1.0) == Refusal.NEGATIVE
    assert QUARTER_PAYABLE(80.0, "若干") == Refusal.NUMBER
    assert QUARTER_PAYABLE([[80.0], [79.5]], [[None], [30.0]]) == [[536580.0], [536500.0]]


def test_words() -> None:
    assert RMB_UPPER(536230.0) == "人民币伍拾叁万陆仟贰佰叁拾元整"
    assert RMB_UPPER([["1,234.50"], [0.0], [None], [-1.0], ["x"], [1e17]]) == [
        ["人民币壹仟贰佰叁拾肆元伍角整"],
        ["人民币零元整"],
        [""],
        [Refusal.NEGATIVE],
        [Refusal.NUMBER],
        [Refusal.TOO_LARGE],
    ]


def test_rates() -> None:
    valid = [["是"], ["是"], ["是"], ["否"], [None]]
    excluded = [[None], ["待复核"], ["通过"], [None], [None]]
    assert RATE_RESPONSE([["是"], ["否"], ["否"], ["是"], ["是"]], valid, excluded) == 0.5
    assert RATE_RESPONSE([["是"], ["否"], ["否"], ["是"], ["是"]], valid, "") == pytest.approx(
        1 / 3
    )
    assert RATE_RESOLUTION([["部分解决"], ["已解决"], [1.0], [1.0], [1.0]], valid, excluded) == 0.5
    assert (
        RATE_SATISFACTION([["基本满意"], ["未评价"], [None], ["满意"], [None]], valid, excluded)
        == 1.0
    )
    assert RATE_RESPONSE([["是"]], [["否"]], "") == "—"


def test_too_few_arguments_show_a_text() -> None:
    assert SLA_STATUS("接收") == Refusal.FAILED


def test_there_are_eleven_formulas_with_chinese_help() -> None:
    assert len(FORMULAS) == 11
    for name, function in FORMULAS.items():
        assert function.__doc__, name
        assert not function.__doc__.isascii(), name
        assert len(function.__doc__) <= 255, name


VBA_NAMES = Path(__file__).parents[2] / "data" / "vba_names.txt"
"""Reserved words of VBA, its functions, what Excel puts in scope, common worksheet names."""


@pytest.mark.parametrize("name", FORMULAS)
def test_parameter_names_are_free_in_vba(name: str) -> None:
    names = list(inspect.signature(FORMULAS[name]).parameters)
    lowered = [other.lower() for other in names]
    taken = VBA_NAMES.read_text(encoding="utf-8").split()
    assert len(set(lowered)) == len(names)
    for parameter in lowered:
        assert parameter.isascii()
        assert parameter.isidentifier()
        assert parameter[0].isalpha()
        assert not keyword.iskeyword(parameter)
        assert parameter not in taken
        assert parameter.upper() not in FORMULAS

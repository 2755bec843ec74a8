"""The worksheet formulas as plain Python: cells, ranges, whole columns, blanks, wrong input."""

import datetime as dt
import inspect
import keyword
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from macros_py.catalogue.formula_refusals import Refusal
from macros_py.catalogue.formulas import FORMULAS as CATALOGUE
from macros_py.formulas import functions
from macros_py.formulas.answers import ANSWERS
from macros_py.formulas.cells import SHEET_ROWS
from macros_py.formulas.functions import (
    CN_IS_WORKDAY,
    CN_WORKDAY_ADD,
    CN_WORKDAYS,
    QUARTER_DEDUCTION,
    QUARTER_PAYABLE,
    RATE_RESPONSE,
    RATE_SATISFACTION,
    SLA_DUE,
    SLA_LEDGER,
    SLA_MINUTES_LEFT,
    SLA_STATUS,
    WORK_MINUTES,
)

MORNING = dt.datetime(2024, 1, 8, 9, 0)
NOW = dt.datetime(2024, 1, 9, 1, 0)
FORMULAS = {formula.name: getattr(functions, formula.name) for formula in CATALOGUE}


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


def test_one_cell_and_a_column_agree_on_a_midnight() -> None:
    """No number format comes with a value: what may be a date alone is never a time of day."""
    midnight = dt.datetime(2024, 1, 8)
    assert SLA_DUE("接收", midnight) == Refusal.NO_CLOCK
    assert SLA_DUE("接收", [[midnight], [MORNING]]) == [[Refusal.NO_CLOCK], [minutes(30)]]
    assert SLA_DUE("接收", [[midnight], ["2024-01-08"]]) == [[Refusal.NO_CLOCK]] * 2
    assert SLA_DUE("接收", "2024-01-08 00:00") == midnight + dt.timedelta(minutes=30)


def test_a_whole_sheet_column_is_read_to_its_last_filled_cell() -> None:
    start = [["派单时间"], [MORNING], [None], [MORNING]] + [[None]] * (SHEET_ROWS - 4)
    found = SLA_STATUS("接收", start, [[None]] * SHEET_ROWS, minutes(1))
    assert len(found) == SHEET_ROWS
    assert found[:6] == [["数据异常"], ["未到期"], ["未开始"], ["未到期"], [""], [""]]


def test_too_few_arguments_show_a_text() -> None:
    assert SLA_STATUS("接收") == Refusal.ARGUMENTS


SETTINGS = [["设置", "值"], ["计时日历", "工作时间"], ["达标分", 85.0], ["基本满意权重", 0.5]]


def test_formulas_follow_the_settings() -> None:
    start = "2024-02-08 10:00"
    assert SLA_DUE("办结", start) == dt.datetime(2024, 2, 15, 23, 59, 59)
    assert SLA_DUE("办结", start, None, SETTINGS) == dt.datetime(2024, 2, 23, 17, 30)
    assert SLA_STATUS("办结", start, "2024-02-20", "2024-03-01 09:00") == "超时"
    more = (None, None, SETTINGS)
    assert SLA_STATUS("办结", start, "2024-02-20", "2024-03-01 09:00", *more) == "按时"
    assert SLA_MINUTES_LEFT("办结", start, None, "2024-02-23 17:00", None, SETTINGS) == 30
    assert QUARTER_DEDUCTION(80.0, SETTINGS) == 500.0
    assert QUARTER_PAYABLE(80.0, None, SETTINGS) == 536080.0
    answers = [["基本满意"], ["满意"]], [["是"], ["是"]], ""
    assert RATE_SATISFACTION(*answers, SETTINGS) == 0.75


@pytest.mark.parametrize(
    "settings",
    [
        [["达标分"]],
        [["没有这一项", 1.0]],
        [["达标分", "很多"]],
        [["达标分", 80.0], ["达标分", 85.0]],
        "达标分",
    ],
)
def test_settings_that_cannot_be_read(settings: object) -> None:
    assert QUARTER_DEDUCTION(70.0, settings) == Refusal.SETTINGS


def test_blank_settings_are_the_contracts() -> None:
    for blank in (None, "", [[None, None]], [["达标分", None]], [["设置", "值"]]):
        assert QUARTER_DEDUCTION(70.0, blank) == 1000.0


def test_a_year_that_is_not_announced_spoils_its_rows_only() -> None:
    start = [["2024-02-08 10:00"], ["2099-02-08 10:00"], ["2024-02-08 10:00"]]
    due = dt.datetime(2024, 2, 23, 17, 30)
    assert SLA_DUE("办结", start, None, SETTINGS) == [[due], [Refusal.HOLIDAYS], [due]]
    done, as_of = [["2024-02-23 17:30"], [None], ["2024-02-23 17:31"]], "2099-03-01 10:00"
    statuses = SLA_STATUS("办结", start, done, as_of, None, None, SETTINGS)
    assert statuses == [["按时"], [Refusal.HOLIDAYS], ["超时"]]


HEADERS = [["工单编号", "派单时间", "接收时间", "转派时间", "首次联系时间", "办结时间"]]
ROWS = [
    ["a", MORNING, minutes(10), None, None, None],
    [None] * 6,
    ["b", "2024-01-08 09:00", None, None, None, None],
    ["合计", None, None, None, None, None],
]


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        (None, ["逾期未办", "", "逾期未办", ""]),
        ("总体状态", ["逾期未办", "", "逾期未办", ""]),
        ("接收状态", ["按时", "", "逾期未办", ""]),
        ("下一时限", [minutes(70), "", minutes(30), ""]),
        ("剩余分钟", [-1430, "", -1470, ""]),
        ("剩余或已超", ["已超23小时50分", "", "已超1天", ""]),
        ("责任方", ["乙方", "", "乙方", ""]),
    ],
)
def test_ledger_rows(item: str | None, shown: list[object]) -> None:
    found = SLA_LEDGER(ROWS, HEADERS, minutes(1500), item)
    assert found == [[cell] for cell in shown]
    assert SLA_LEDGER(ROWS[:1], HEADERS, minutes(1500), item) == [[shown[0]]]
    titled = [["安定镇台账", *[None] * 5], *HEADERS, ROWS[2]]
    assert SLA_LEDGER(ROWS[:1], titled, minutes(1500), item) == [[shown[0]]]


def test_ledger_rows_that_cannot_be_judged() -> None:
    assert SLA_LEDGER(ROWS, [["a"] * 6], NOW) == Refusal.HEADERS
    assert SLA_LEDGER(ROWS, [["a"] * 5], NOW) == Refusal.SHAPE
    assert SLA_LEDGER(ROWS, HEADERS, NOW, "状态") == Refusal.ITEM
    assert SLA_LEDGER(ROWS, HEADERS, "2024-01-09") == Refusal.NO_CLOCK
    assert SLA_LEDGER(ROWS, HEADERS, "刚才") == Refusal.TIME
    assert SLA_LEDGER(ROWS, HEADERS, NOW, None, [["x", "y"]]) == Refusal.SETTINGS


def test_a_formula_without_arguments_says_so() -> None:
    assert SLA_STATUS() == Refusal.ARGUMENTS


def test_workdays() -> None:
    """春节 2024: off from 02-10 to 02-17, made up on 02-04 and 02-18."""
    assert CN_WORKDAYS("2024-02-01", "2024-02-29") == 18
    assert CN_WORKDAYS("2024-02-04", "2024-02-04") == 1
    assert CN_WORKDAYS("2024-02-10", "2024-02-17") == 0
    assert CN_WORKDAYS("2024-02-02", "2024-02-01") == Refusal.ORDER
    assert CN_WORKDAY_ADD("2024-02-09", 1.0) == dt.datetime(2024, 2, 18)
    assert CN_WORKDAY_ADD("2024-02-18", -1.0) == dt.datetime(2024, 2, 9)
    assert CN_WORKDAY_ADD("2024-02-12", 0.0) == dt.datetime(2024, 2, 12)
    assert CN_WORKDAY_ADD("2024-02-12", 1.5) == Refusal.NUMBER
    assert CN_IS_WORKDAY([["2024-02-18"], ["2024-02-10"], ["2099-01-01"], [None], ["x"]]) == [
        ["是"],
        ["否"],
        [Refusal.HOLIDAYS],
        [""],
        [Refusal.TIME],
    ]


def test_work_minutes() -> None:
    span = "2024-02-09 16:30", "2024-02-18 10:00"
    hours = [["工作时段", "周一至周五 09:00-12:00,13:30-17:30"]]
    assert WORK_MINUTES(*span, hours) == 120
    assert WORK_MINUTES(*span, hours, [["2024-02-09 17:00", "2024-02-18 09:30"]]) == 60
    assert WORK_MINUTES(*span, hours, [["2024-02-09 17:00", None]]) == 30
    assert WORK_MINUTES(*span, hours, [["2024-02-09 17:00"]]) == Refusal.SHAPE
    assert WORK_MINUTES(span[1], span[0]) == Refusal.ORDER
    assert WORK_MINUTES("2024-02-09", span[1]) == Refusal.NO_CLOCK
    assert WORK_MINUTES([[span[0]], [None]], span[1], hours) == [[120], [""]]


def test_every_formula_is_computed_and_explained() -> None:
    assert set(ANSWERS) == set(FORMULAS)
    for name, function in FORMULAS.items():
        assert not str(function.__doc__).isascii(), name
        assert len(str(function.__doc__)) <= 255, name


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

"""The formulas under xlwings' own Windows modules: values as COM gives them."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal

import pytest

from macros_py.catalogue.formula_refusals import Refusal
from macros_py.catalogue.formulas import FORMULAS
from macros_py.formulas import functions
from tests.classic_host import ComRange, ComTime, Host, classic_host, column

NA, DIV0 = -2146826246, -2146826281
MORNING = ComTime.at(2024, 1, 8, 9, 0)
NOW = 45300.0 + 1 / 24


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with classic_host() as found:
        yield found


def test_the_real_modules_run(host: Host) -> None:
    assert host.udfs.__file__.endswith("udfs.py")
    assert host.functions is not functions
    assert host.functions.SLA_STATUS.__xlfunc__["category"] == "接诉即办"


def test_every_formula_is_registered_with_help_for_each_argument(host: Host) -> None:
    registered = {
        name: f.__xlfunc__ for name, f in vars(host.functions).items() if hasattr(f, "__xlfunc__")
    }
    assert set(registered) == {formula.name for formula in FORMULAS}
    for name, info in registered.items():
        assert info["name"] == name
        assert not info["volatile"]
        assert not info["ret"]["doc"].isascii()
        for argument in info["args"]:
            assert 0 < len(argument["doc"]) <= 255
            assert not argument["doc"].startswith("Positional")
            assert argument["options"]["ndim"] == 2
            assert argument["options"]["err_to_str"]
    optional = {
        name: [a["name"] for a in info["args"] if "optional" in a]
        for name, info in registered.items()
    }
    assert optional == {
        formula.name: [a.name for a in formula.arguments if a.optional] for formula in FORMULAS
    }
    assert optional["SLA_STATUS"] == ["special", "limit_class", "settings"]


@pytest.mark.parametrize(
    ("start", "done", "status"),
    [
        (MORNING, ComTime.at(2024, 1, 8, 9, 30), "按时"),
        (MORNING, ComTime.at(2024, 1, 8, 9, 30, 0, 400_000), "按时"),
        (45299.375, 45299.4, "超时"),
        (MORNING, None, "逾期未办"),
        (None, None, "未开始"),
        (MORNING, "", "逾期未办"),
        (MORNING, "2024年1月8日 上午9:20", "按时"),
        (MORNING, NA, "数据异常"),
        (MORNING, True, "数据异常"),
        (ComTime.at(2024, 1, 8), None, "无法判定"),
    ],
)
def test_one_cell(host: Host, start: object, done: object, status: str) -> None:
    cells = ComRange((start,)), ComRange((done,))
    assert host.shown("SLA_STATUS", "接收", *cells, NOW) == status


def test_constants_arrays_and_omitted_arguments(host: Host) -> None:
    assert host.shown("SLA_STATUS", "接收", 45299.375, None, NOW) == "逾期未办"
    assert host.shown("SLA_DUE", "接收", ((45299.375,), (45299.5,))) == [
        [dt.datetime(2024, 1, 8, 9, 30)],
        [dt.datetime(2024, 1, 8, 12, 30)],
    ]
    assert host.shown("QUARTER_PAYABLE", 79.5) == 536530.0
    assert host.shown("QUARTER_PAYABLE", 79.5, 30.0) == 536500.0


def test_a_column(host: Host) -> None:
    start = column(MORNING, None, 45299.5, DIV0, "待定", ComTime.at(2024, 1, 8))
    assert host.shown("SLA_DUE", "接收", start) == [
        [dt.datetime(2024, 1, 8, 9, 30)],
        [""],
        [dt.datetime(2024, 1, 8, 12, 30)],
        [Refusal.TIME],
        [Refusal.TIME],
        [Refusal.NO_CLOCK],
    ]
    done = column(None, None, None, None, None, ComTime.at(2024, 1, 8, 0, 10))
    assert host.shown("SLA_MINUTES_LEFT", "接收", start, done, NOW) == [
        [-930],
        [""],
        [-750],
        [Refusal.TIME],
        [Refusal.TIME],
        [""],
    ]


def test_dates_go_back_as_com_wants_them(host: Host) -> None:
    [[due]] = host.call("SLA_DUE", "办结", ComRange((MORNING,)))
    assert due == dt.datetime(2024, 1, 15, 23, 59, 59, tzinfo=dt.UTC)


def test_texts_go_back_as_plain_text(host: Host) -> None:
    assert host.call("SLA_STATUS", "不存在", ComRange((MORNING,)), None, NOW) == [["#未知环节"]]
    assert type(host.call("RMB_UPPER", "x")[0][0]) is str


@pytest.mark.parametrize(
    ("name", "arguments", "shown"),
    [
        ("SLA_QUARTER", (ComRange((MORNING,)), ComRange((ComTime.at(2023, 12, 26),))), "第1季度"),
        ("SLA_QUARTER", (45299.0, 45286.0), "第1季度"),
        ("FORM_SCORE", (ComRange(("正常出勤", "好", *["及时"] * 6)),), 100),
        ("FORM_SCORE", (column("正常出勤", "好", *["及时"] * 6),), 100),
        ("FORM_SCORE", (ComRange(("正常出勤", None, *["及时"] * 6)),), Refusal.MISSING),
        ("QUARTER_DEDUCTION", (79.996,), 0.4),
        ("QUARTER_DEDUCTION", (ComRange((DIV0,)),), Refusal.NUMBER),
        ("RMB_UPPER", (ComRange((Decimal("536230.0000"),)),), "人民币伍拾叁万陆仟贰佰叁拾元整"),
        ("RMB_UPPER", (ComRange((None,)),), ""),
        ("RATE_RESPONSE", (column("是", "否"), column("是", "是"), ""), 0.5),
        (
            "RATE_RESOLUTION",
            (column("解决", "部分解决"), column("是", True), column(None, NA)),
            0.5,
        ),
        ("RATE_SATISFACTION", (column("满意", None), column("否", None), ""), "—"),
    ],
)
def test_the_other_formulas(
    host: Host, name: str, arguments: tuple[object, ...], shown: object
) -> None:
    assert host.shown(name, *arguments) == shown


def test_xlwings_is_as_it_was_afterwards(host: Host) -> None:
    code = "import xlwings; print('udfs' in dir(xlwings), xlwings.func.__module__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "xlwings"]
    assert sys.platform != "win32" or os.name == "nt"


@pytest.mark.skipif("XLWINGS_LICENSE_KEY" not in os.environ, reason="needs a key for xlwings.pro")
def test_the_same_module_registers_on_a_server() -> None:
    code = "from macros_py.formulas import functions as f\n"
    code += "print(f.SLA_STATUS.__xlfunc__['args'][0]['options'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "XLWINGS_ON_SERVER": "true"},
    )
    assert "'ndim': 2" in done.stdout

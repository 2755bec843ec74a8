"""The shipped blank evaluation workbook agrees with contract.toml and with the reader."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from macros_py.rules.signing.log import DISPUTED, HALF, REVOKED, WAITING
from macros_py.rules.terms.contract import Contract
from templates import template
from tests.evaluations import CONTRACT, ITEMS, KINDS, TERMS
from tests.office import convert, needs_office
from workbook.evaluation import sheets as layout
from workbook.evaluation.reader import read_evaluation

YES_NO = ["是", "否"]


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blank") / "考核评价.xlsx"
    path.write_bytes(template("考核评价.xlsx").read_bytes())
    return path


@pytest.fixture(scope="module")
def book(blank: Path) -> Workbook:
    return load_workbook(blank)


def lists(sheet: Worksheet) -> Iterator[tuple[str, list[str]]]:
    """Give every drop-down list with a place it applies to."""
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            for place in str(rule.sqref).split():
                yield place, rule.formula1.strip('"').split(",")


def list_of(sheet: Worksheet, header: str) -> list[str]:
    """Return the list that the second row of a column offers."""
    names = [cell.value for cell in sheet[1]]
    column = names.index(header) + 1
    for place, options in lists(sheet):
        left, top, right, bottom = range_boundaries(place)
        if left <= column <= right and top <= 2 and bottom >= 500:
            return options
    raise AssertionError(f"{sheet.title} has no list for {header}")


def test_the_sheets(book: Workbook) -> None:
    assert book.sheetnames == ["使用说明", *layout.SHEETS]


@pytest.mark.parametrize("name", layout.TABLES)
def test_the_headers(book: Workbook, name: str) -> None:
    sheet = book[name]
    assert [cell.value for cell in sheet[1]] == list(layout.table(name, ITEMS).headers)
    assert sheet.freeze_panes is not None
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)


def test_the_elements_wait_for_the_township(book: Workbook, blank: Path) -> None:
    assert {row[2] for row in book["五要素"].iter_rows(2, 6, values_only=True)} == {"待甲方确认"}
    assert {element.state for element in read_evaluation(blank, TERMS).elements} == {"待甲方确认"}


def test_the_guide_names_what_is_done_by_year_and_with_candidates(book: Workbook) -> None:
    said = "".join(str(cell) for row in book["使用说明"].values for cell in row if cell)
    assert "「年度汇总」" in said
    assert "「零分候选」" in said


def test_every_setting_stands_there_with_its_default(book: Workbook) -> None:
    rows = book["合同设置"].iter_rows(min_row=2, values_only=True)
    found = {str(key): (value, clause, note) for key, value, clause, note in rows}
    assert list(found) == [setting["key"] for setting in CONTRACT["setting"]]
    for setting in CONTRACT["setting"]:
        value, clause, note = found[setting["key"]]
        assert (clause or "", note or "") == (setting["clause"], setting["note"])
        if isinstance(setting["value"], date):
            assert isinstance(value, datetime)
            assert value.date() == setting["value"]
        elif setting["kind"] in ("金额", "比例"):
            assert float(str(value or 0)) == float(setting["value"] or 0)
        else:
            assert str(value or "") == setting["value"]


def test_the_defaults_read_as_the_contract_says(blank: Path) -> None:
    contract = Contract.of(CONTRACT)
    settings = read_evaluation(blank, TERMS).settings
    with_sheet, without = contract.settings(settings), contract.settings()
    assert dict(with_sheet.values) == dict(without.values)
    assert with_sheet.numbers_as_text == without.numbers_as_text == frozenset()


def test_every_choice_is_offered(book: Workbook) -> None:
    sheet = book["合同设置"]
    offered = dict(lists(sheet))
    rows = {sheet.cell(row, 1).value: f"B{row}" for row in range(2, sheet.max_row + 1)}
    for setting in CONTRACT["setting"]:
        wanted = setting.get("choices", YES_NO if setting["kind"] == "是否" else None)
        assert offered.get(rows[setting["key"]]) == wanted


@pytest.mark.parametrize("key", ["合同编号", "账号", "银行代码", "分数下限"])
def test_text_is_kept_as_text(book: Workbook, key: str) -> None:
    (row,) = [row for row in book["合同设置"].iter_rows(min_row=2) if row[0].value == key]
    assert row[1].number_format == "@"


@pytest.mark.parametrize("item", ITEMS)
def test_every_option_is_offered(book: Workbook, item: str) -> None:
    assert list_of(book["考核评分"], item) == [label for label, _ in ITEMS[item]]


@pytest.mark.parametrize(
    ("sheet", "header", "options"),
    [
        ("考核评分", "状态", ["草稿", "定稿"]),
        ("考核评分", "季度", ["第1季度", "第2季度", "第3季度", "第4季度"]),
        ("违约违规", "季度", ["第1季度", "第2季度", "第3季度", "第4季度"]),
        ("违约违规", "类型", list(KINDS)),
        ("节假日", "是否休息", YES_NO),
    ],
)
def test_other_lists(book: Workbook, sheet: str, header: str, options: list[str]) -> None:
    assert list_of(book[sheet], header) == options


@pytest.mark.parametrize(
    ("sheet", "header", "number_format"),
    [
        ("考核评分", "评估日期", "yyyy-mm-dd"),
        ("违约违规", "工单编号", "@"),
        ("违约违规", "认定日期", "yyyy-mm-dd"),
        ("其他扣款", "金额", "#,##0.00"),
        ("发票", "发票号码", "@"),
        ("发票", "发票金额", "#,##0.00"),
        ("节假日", "日期", "yyyy-mm-dd"),
    ],
)
def test_formats(book: Workbook, sheet: str, header: str, number_format: str) -> None:
    names = [cell.value for cell in book[sheet][1]]
    assert book[sheet].cell(2, names.index(header) + 1).number_format == number_format


@pytest.mark.parametrize("name", ["结算台账", "签认记录"])
def test_digests_are_hidden_and_money_stands_right(book: Workbook, name: str) -> None:
    sheet = book[name]
    for cell in sheet[1]:
        dimension = sheet.column_dimensions[cell.column_letter]
        assert dimension.hidden == (str(cell.value).endswith(("摘要", "校验键"))), cell.value
        if str(cell.value).endswith(("金额", "服务费", "扣款")):
            assert sheet.cell(2, cell.column).alignment.horizontal == "right"
    (struck,) = sheet.conditional_formatting
    assert struck.rules[0].dxf.font.strike


def test_the_register_has_room_for_what_is_written_there(book: Workbook) -> None:
    """The longest state on one line; the numbers of an invoice, its credit note and the new one."""
    sheet = book["结算台账"]
    width = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
    assert width["状态"] >= 2 * max(map(len, (DISPUTED, HALF, WAITING, REVOKED)))
    lines = 3
    assert width["发票号码"] * lines >= len("、".join(["1" * 20] * 3)) + 2 * lines
    assert sheet.row_dimensions[2].height >= lines * LINE


LINE = 14
"""Points of a line of the tables' type."""


@pytest.mark.nightly
@needs_office
def test_libreoffice_keeps_lists_and_values(blank: Path, tmp_path: Path) -> None:
    (made,) = convert([blank], "xlsx", tmp_path)
    kept = load_workbook(made)
    original = load_workbook(blank)
    for sheet in original:
        wanted: list[Any] = sorted((options for _, options in lists(sheet)), key=str)
        found = [options for _, options in lists(kept[sheet.title])]
        assert all(options in found for options in wanted), sheet.title
    same, other = (read_evaluation(p, TERMS) for p in (blank, made))
    assert other.settings == same.settings

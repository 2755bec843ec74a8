"""A signed settlement that shows something else than it holds: each forgery is named."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font

from macros_py.rules.terms.errors import SignError
from tests.signed_quarter import HEAD, Quarter, make
from workbook.sealed.book import SealedBook
from workbook.values.refusals import DamagedError
from workbook.xlsx.filling.package import main as tag

BILL = "结算单"
Edit = Callable[[SealedBook], None]


@pytest.fixture(scope="module")
def draft(tmp_path_factory) -> Quarter:
    return make(tmp_path_factory.mktemp("draft"))


@pytest.fixture(scope="module")
def signed(draft: Quarter, tmp_path_factory) -> Quarter:
    quarter = draft.copy(tmp_path_factory.mktemp("signed"))
    quarter.sign_both()
    return quarter


def forge(quarter: Quarter, edit: Edit) -> None:
    book = SealedBook.open(quarter.settlement)
    edit(book)
    quarter.settlement.write_bytes(book.to_bytes())


def found(quarter: Quarter) -> dict[str, tuple[str, str]]:
    verified = quarter.verify()
    assert not verified.intact
    return {change.cell: (change.before, change.after) for change in verified.changes}


def element(book: SealedBook, cell: str, sheet: str = BILL) -> etree._Element:
    return next(c for c in book.sheets[sheet].iter(tag("c")) if c.get("r") == cell)


def payable(book: SealedBook) -> str:
    return next(c for c, said in book.said(BILL).items() if said.formula == "应付金额")


def account(book: SealedBook) -> str:
    number = re.compile(r"\d{20}")
    return next(c for c, said in book.said(BILL).items() if number.fullmatch(str(said.value)))


def with_formula(cell: str, formula: str) -> Edit:
    """Put a formula into a cell; the result that is stored there stays."""

    def edit(book: SealedBook) -> None:
        target = element(book, cell)
        old = target.find(tag("f"))
        if old is None:
            old = etree.Element(tag("f"))
            target.insert(0, old)
        old.text = formula

    return edit


def test_a_formula_that_gives_something_else_tomorrow(signed: Quarter, tmp_path: Path) -> None:
    book = SealedBook.open(signed.settlement)
    cell, number = payable(book), account(book)
    forged = "应付金额+100000*(TODAY()>0)"
    for edited, before in ((cell, "公式 =应付金额"), (number, book.said(BILL)[number].value)):
        quarter = signed.copy(tmp_path / edited)
        forge(quarter, with_formula(edited, forged))
        assert found(quarter) == {f"{BILL}!{edited}": (before, f"公式 ={forged}")}


def test_a_formula_where_nothing_stood(signed: Quarter, tmp_path: Path) -> None:
    quarter = signed.copy(tmp_path / "季度")

    def edit(book: SealedBook) -> None:
        row = next(book.sheets[BILL].iter(tag("row")))
        cell = etree.SubElement(row, tag("c"), r=f"J{row.get('r')}")
        etree.SubElement(cell, tag("f")).text = '"请改付"'
        etree.SubElement(cell, tag("v"))

    forge(quarter, edit)
    ((cell, (before, after)),) = found(quarter).items()
    assert (cell[:5], before, after) == ("结算单!J", "", '公式 ="请改付"')


def test_a_formula_turned_into_its_value(signed: Quarter, tmp_path: Path) -> None:
    quarter = signed.copy(tmp_path / "季度")

    def edit(book: SealedBook) -> None:
        cell = element(book, payable(book))
        cell.remove(cell.find(tag("f")))

    forge(quarter, edit)
    assert list(found(quarter).values()) == [("公式 =应付金额", "535709.5")]


def test_forged_before_it_was_signed(draft: Quarter, tmp_path: Path) -> None:
    quarter = draft.copy(tmp_path / "季度")
    cell = payable(SealedBook.open(quarter.settlement))
    forge(quarter, with_formula(cell, "应付金额+100000*(TODAY()>0)"))
    with pytest.raises(SignError, match=f"{BILL}!{cell}（“公式 =应付金额” → "):
        quarter.sign(HEAD, "王五")


def test_a_cell_that_holds_two_values(signed: Quarter, tmp_path: Path) -> None:
    """Spreadsheet programs show ``v`` and pass over ``is`` where the type is not inlineStr."""
    quarter = signed.copy(tmp_path / "季度")

    def edit(book: SealedBook) -> None:
        cell = element(book, account(book))
        cell.set("t", "str")
        etree.SubElement(cell, tag("v")).text = "改付另一账户"

    forge(quarter, edit)
    ((_, after),) = found(quarter).values()
    assert after == "改付另一账户"


@pytest.mark.parametrize("stored", ["abc", "3_50", "1e999x", "００"])
def test_a_damaged_number_is_named(signed: Quarter, tmp_path: Path, stored: str) -> None:
    quarter = signed.copy(tmp_path / "季度")
    cell = payable(SealedBook.open(quarter.settlement))

    def edit(book: SealedBook) -> None:
        element(book, cell).find(tag("v")).text = stored

    forge(quarter, edit)
    assert found(quarter) == {f"{BILL}!{cell}": ("535709.5", stored)}


def test_cells_without_an_address(signed: Quarter, tmp_path: Path) -> None:
    quarter = signed.copy(tmp_path / "季度")
    cell = account(SealedBook.open(quarter.settlement))

    def edit(book: SealedBook) -> None:
        for each in book.sheets[BILL].iter(tag("c")):
            if each.get("r") == cell:
                each.find(f"{tag('is')}/{tag('t')}").text = "6222"
        for each in book.sheets[BILL].iter(tag("c")):
            del each.attrib["r"]

    forge(quarter, edit)
    assert any(after == "6222" for _, after in found(quarter).values())
    assert all(re.search(r"![A-Z]+\d+", cell) for cell in found(quarter))


def shown_otherwise(name: str, change: Callable[..., None]):
    return pytest.param(change, name, id=name)


LOOKS = [
    shown_otherwise(
        "结算单!C13 格式", lambda s: setattr(s["C13"], "number_format", '"¥635,696.67"')
    ),
    shown_otherwise("结算单!C13 格式", lambda s: setattr(s["C13"], "number_format", ";;;")),
    shown_otherwise("结算单!C13 格式", lambda s: setattr(s["C13"], "number_format", "0")),
    shown_otherwise("结算单!C13 格式", lambda s: setattr(s["C13"], "number_format", "0.00,")),
    shown_otherwise("结算单!C13 格式", lambda s: setattr(s["C13"], "font", Font(color="FFFFFF"))),
    shown_otherwise("结算单!C22 格式", lambda s: setattr(s["C22"], "number_format", ';;;"6222"')),
    shown_otherwise("结算单!12行", lambda s: setattr(s.row_dimensions[12], "hidden", True)),
    shown_otherwise("结算单!12行", lambda s: setattr(s.row_dimensions[12], "height", 0.5)),
    shown_otherwise("结算单!C列", lambda s: setattr(s.column_dimensions["C"], "hidden", True)),
    shown_otherwise("结算单!J60:K61", lambda s: s.merge_cells("J60:K61")),
    shown_otherwise(
        "结算单 图形或批注", lambda s: setattr(s["C13"], "comment", Comment("改", "甲"))
    ),
    shown_otherwise(
        "结算单!C13 条件格式",
        lambda s: s.conditional_formatting.add(
            "C13", CellIsRule("greaterThan", ["0"], font=Font(color="FFFFFF"))
        ),
    ),
    shown_otherwise("结算单 打印区域", lambda s: setattr(s, "print_area", "A1:B2")),
    shown_otherwise(
        "结算单 页眉页脚 oddHeader", lambda s: setattr(s.oddHeader.center, "text", "应付 1 元")
    ),
    shown_otherwise("口径说明", lambda s: setattr(s.parent["口径说明"], "sheet_state", "hidden")),
    shown_otherwise("签认数据", lambda s: setattr(s.parent["签认数据"], "sheet_state", "visible")),
    shown_otherwise(
        "名称 应付金额",
        lambda s: setattr(s.parent.defined_names["应付金额"], "attr_text", "结算单!$A$1"),
    ),
    shown_otherwise("签认数据!F1", lambda s: s.parent["签认数据"].__setitem__("F1", "应付 1 元")),
]


@pytest.mark.sampled(5)
@pytest.mark.parametrize(("change", "place"), LOOKS)
def test_shown_otherwise(signed: Quarter, tmp_path: Path, change, place: str) -> None:
    quarter = signed.copy(tmp_path / "季度")
    book = load_workbook(quarter.settlement)
    change(book[BILL])
    book.save(quarter.settlement)
    assert place in found(quarter)


def test_fonts_colours_widths_and_borders_are_free(signed: Quarter, tmp_path: Path) -> None:
    quarter = signed.copy(tmp_path / "季度")
    book = load_workbook(quarter.settlement)
    for sheet in book.worksheets[:-1]:
        for row in sheet.iter_rows():
            for cell in row:
                cell.font = Font(name="仿宋", size=13, color="1F3864", bold=True)
        sheet.column_dimensions["A"].width = 30
        sheet.row_dimensions[2].height = 44
    book.save(quarter.settlement)
    assert quarter.verify().intact


def test_a_cell_whose_address_is_none(signed: Quarter, tmp_path: Path) -> None:
    quarter = signed.copy(tmp_path / "季度")
    forge(quarter, lambda book: element(book, payable(book)).set("r", "13C"))
    with pytest.raises(DamagedError, match=r"验收结算_第1季度\.xlsx：文件内部已损坏"):
        quarter.verify()

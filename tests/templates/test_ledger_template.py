"""The shipped blank ledger agrees with the reader's headers and with contract.toml."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from templates import template
from tests.evaluations import CONTRACT
from workbook.ledger.headers import ALIASES
from workbook.ledger.ledger import read_ledger

YES_NO = ["是", "否"]
WORDS = [word for entry in CONTRACT["limit_class"] for word in entry["words"]]


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blank") / "案件台账.xlsx"
    path.write_bytes(template("案件台账.xlsx").read_bytes())
    return path


@pytest.fixture(scope="module")
def book(blank: Path) -> Workbook:
    return load_workbook(blank)


def test_one_column_for_every_field(book: Workbook) -> None:
    headers = [str(cell.value) for cell in book["案件台账"][1]]
    assert [header.removesuffix("*") for header in headers] == [a[0] for a in ALIASES.values()]
    assert [header for header in headers if header.endswith("*")] == ["工单编号*", "派单时间*"]


def test_the_reader_knows_every_column_and_no_row(blank: Path) -> None:
    ledger = read_ledger(blank)
    (layout,) = ledger.sheets
    assert layout.name == "案件台账"
    assert set(layout.columns) == set(ALIASES)
    assert (len(ledger.frame), ledger.problems) == (0, ())
    assert ledger.ignored == ("填写说明",)


@pytest.mark.parametrize(
    ("field", "options"),
    [
        *((field, YES_NO) for field in ("in_township", "special", "callback_valid")),
        *((field, YES_NO) for field in ("responded", "zero_score", "suspended", "repeat_mark")),
        ("limit_class", WORDS),
        ("resolved", ["解决", "未解决", "部分解决"]),
        ("satisfied", ["满意", "基本满意", "不满意", "未评价"]),
        ("excluded", ["是", "否", "通过", "待复核", "驳回", "未申请"]),
    ],
)
def test_lists(book: Workbook, field: str, options: list[str]) -> None:
    letter = get_column_letter(list(ALIASES).index(field) + 1)
    offered = {
        str(rule.sqref): rule.formula1.strip('"').split(",")
        for rule in book["案件台账"].data_validations.dataValidation
    }
    assert offered[f"{letter}2:{letter}20000"] == options


def test_formats(book: Workbook) -> None:
    formats = dict(zip(ALIASES, (cell.number_format for cell in book["案件台账"][2]), strict=True))
    times = {field for field in ALIASES if field.endswith("_at")}
    assert {field for field, form in formats.items() if form == "yyyy-mm-dd hh:mm:ss"} == times
    assert formats["case_id"] == formats["phone"] == "@"


def test_the_guide_names_every_field(book: Workbook) -> None:
    rows = {row[0]: row[2] for row in book["填写说明"].iter_rows(values_only=True)}
    assert {headers[0]: rows[headers[0]] for headers in ALIASES.values()} == {
        headers[0]: field for field, headers in ALIASES.items()
    }

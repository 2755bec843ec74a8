"""Every input that changes after signing is named, and none that was not signed."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from macros_py.inputs.default_contract import default_contract
from macros_py.inputs.evaluation_in_force import read_record
from macros_py.jobs import signing_jobs
from macros_py.rules.terms.quarters import nth_quarter
from macros_py.signoff.comparing import input_changes
from macros_py.signoff.inputs import Writer, entries
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.register import read_books
from macros_py.signoff.scope import Scope
from macros_py.signoff.seal import Seal
from tests.evaluations import CONTRACT, ITEMS, form_row, write_evaluation
from tests.marked_forms import draw_form, options
from tests.signed_quarter import CASES, HEAD, NOW, ROWS, SETTINGS, Quarter, make, put, write_cases
from tests.workbook.packages_edit import edited
from workbook.evaluation.snapshot import Snapshot
from workbook.xlsx.package import Package

TERMS = default_contract()
DEFINITIONS = {definition.key: definition for definition in TERMS.definitions}


def inputs_changed(quarter: Quarter, seal: Seal) -> list[tuple[str, str, str]]:
    """What verifying finds in the evaluation workbook, without looking at the settlement."""
    snapshot = Snapshot.of(quarter.evaluation)
    key = seal.key_among(read_books(snapshot).keys)
    changes = input_changes(seal, read_record(snapshot, lenient=True), TERMS, key)
    return [(change.cell, change.before, change.after) for change in changes]


@pytest.fixture(scope="module")
def seal(as_signed: OwnFile) -> Seal:
    return as_signed.seal


INPUTS = {
    "考核评分": ("ABCDEFGHIJKLM", (2, 3)),
    "违约违规": ("ABCDEFG", (2, 3)),
    "其他扣款": ("ABCDE", (2,)),
    "考勤": ("ABCDE", (2,)),
    "人员": ("ABCDE", (2,)),
    "分析报告": ("ABC", (2,)),
    "节假日": ("ABC", (2,)),
}
"""The columns and rows of the quarter's inputs."""
OF_EACH_ROW = [
    [f"{sheet}!{column}{row}" for column in columns]
    for sheet, (columns, rows) in INPUTS.items()
    for row in rows
]


def test_every_input_of_the_quarter(quarter: Quarter, seal: Seal) -> None:
    intact = quarter.evaluation.read_bytes()
    book = load_workbook(quarter.evaluation)
    for one_of_each in zip_longest(*OF_EACH_ROW):
        addresses = [address for address in one_of_each if address]
        for address in addresses:
            sheet, _, cell = address.rpartition("!")
            before = book[sheet][cell].value
            header = book[sheet].cell(1, book[sheet][cell].column).value
            if isinstance(before, datetime) or "日期" in header:
                changed: object = date(2024, 1, 11)
            elif isinstance(before, int | float):
                changed = before + 0.01
            elif header == "季度":
                changed = "第3季度"
            else:
                changed = "否" if before == "是" else "改动"
            put(quarter.evaluation, address, changed)
        found = inputs_changed(quarter, seal)
        assert {cell for cell, _, _ in found} == {*addresses}
        assert len(found) == len(addresses)
        assert all(was != now for _, was, now in found)
        quarter.evaluation.write_bytes(intact)


def test_every_key_changed_at_once(quarter: Quarter, seal: Seal) -> None:
    lines = load_workbook(quarter.evaluation)["合同设置"].iter_rows(values_only=True)
    rows = [number for number, line in enumerate(lines, 1) if line[0] in DEFINITIONS]
    assert len(rows) == len(DEFINITIONS)
    for row in rows:
        put(quarter.evaluation, f"合同设置!B{row}", "无法识别的值")
    changed = {cell for cell, _, _ in inputs_changed(quarter, seal)}
    assert changed == {f"合同设置!B{row}" for row in rows}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("key", [setting["key"] for setting in CONTRACT["setting"]])
def test_every_key_of_the_settings(quarter: Quarter, as_signed: OwnFile, key: str) -> None:
    definition = DEFINITIONS[key]
    rows = load_workbook(quarter.evaluation)["合同设置"].iter_rows(values_only=True)
    row = next(number for number, line in enumerate(rows, 1) if line[0] == key)
    other = {
        "文本": "改动",
        "日期": date(2024, 1, 1),
        "金额": 1,
        "分数": 61,
        "是否": "否" if key == "服务起始日已确认" else "是",
        "口径": definition.choices[-1] if definition.choices else "",
        "选项": definition.choices[-1] if definition.choices else "",
        "整数": 7,
        "比例": 0.5,
        "时长": "7分钟",
        "时段": "周一 09:00-10:00",
    }[definition.kind]
    if definition.kind == "口径" and other == definition.default:
        other = definition.choices[0]
    for value in (other, "无法识别的值"):
        put(quarter.evaluation, f"合同设置!B{row}", value)
        changes = quarter.verify(as_signed).changes
        assert [(change.cell, change.name) for change in changes] == [(f"合同设置!B{row}", key)]


def test_a_setting_that_is_added_or_taken_out(quarter: Quarter, seal: Seal) -> None:
    put(quarter.evaluation, "合同设置!A60", "列映射-closed_at")
    put(quarter.evaluation, "合同设置!B60", "实际办结日")
    put(quarter.evaluation, "合同设置!B2", None)
    found = inputs_changed(quarter, seal)
    assert [(cell, after) for cell, _, after in found] == [
        ("合同设置!B2", ""),
        ("合同设置!B60", "实际办结日"),
    ]


@pytest.mark.parametrize("key", ["合同编号", "某项设置"])
def test_a_setting_that_is_doubled_or_unknown(
    quarter: Quarter, as_signed: OwnFile, key: str
) -> None:
    put(quarter.evaluation, "合同设置!A60", key)
    put(quarter.evaluation, "合同设置!B60", "AD-9")
    (change,) = quarter.verify(as_signed).changes
    assert (change.cell, change.name) == ("合同设置!B60", key)
    assert change.after.startswith("AD-9（")


def test_rows_that_are_removed_and_added(quarter: Quarter, seal: Seal) -> None:
    book = load_workbook(quarter.evaluation)
    book["其他扣款"].delete_rows(2)
    book["违约违规"].append(["第1季度", "坐席一组", "零分工单", "补记", "A7", "张三", None])
    book.save(quarter.evaluation)
    found = inputs_changed(quarter, seal)
    assert found == [
        ("违约违规!A22", "（整行新增）", "第1季度，坐席一组，零分工单，补记，A7，张三"),
        ("其他扣款!A2", "第1季度，3.3，安政〔2024〕1号，违约金，120.5", "（整行已删除）"),
    ]


def test_hidden_digits_that_change_are_noticed_and_not_shown(
    quarter: Quarter, as_signed: OwnFile
) -> None:
    put(quarter.evaluation, "违约违规!D2", "群众13812340000反映")
    put(quarter.evaluation, "考核评分!L3", "来电13899995678未及时回访")
    shown = [(c.cell, c.before, c.after) for c in quarter.verify(as_signed).changes]
    assert shown == [
        (
            "考核评分!L3",
            "来电138****5678未及时回访",
            "来电138****5678未及时回访（被遮盖的号码有变）",
        ),
        ("违约违规!D2", "群众138****5678反映", "群众138****0000反映"),
    ]


def test_an_input_that_cannot_be_read_is_a_change(quarter: Quarter, as_signed: OwnFile) -> None:
    put(quarter.evaluation, "其他扣款!E2", "一百")
    (change,) = quarter.verify(as_signed).changes
    assert change.cell == "其他扣款!E2"
    assert "一百" in change.after


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('"9"#,##0.00', "9120.50"),
        ("*9#,##0.00", "120.50"),
        ("0%", "12050%"),
        ('"999.00"', "999.00"),
        (";;;", "不显示"),
        ("#,##0.00,", "0.12"),
    ],
)
def test_an_amount_that_is_shown_as_another(
    quarter: Quarter, as_signed: OwnFile, code: str, shown: str
) -> None:
    book = load_workbook(quarter.evaluation)
    book["其他扣款"]["E2"].number_format = code
    book.save(quarter.evaluation)
    (change,) = quarter.verify(as_signed).changes
    assert (change.cell, change.before) == ("其他扣款!E2", "120.5")
    assert shown in change.after


def test_a_setting_that_is_shown_as_another(quarter: Quarter, as_signed: OwnFile) -> None:
    book = load_workbook(quarter.evaluation)
    (cell,) = (row[1] for row in book["合同设置"] if row[0].value == "每季度服务费")
    assert cell.value == 536580  # the default, so that leaving the row out changes nothing
    cell.number_format = '"9"0'
    book.save(quarter.evaluation)
    (change,) = quarter.verify(as_signed).changes
    assert (change.cell, change.name) == (f"合同设置!{cell.coordinate}", "每季度服务费")
    assert "9536580" in change.after


@pytest.mark.parametrize(
    ("sheet", "cell", "formula"),
    [("其他扣款", "E2", "9"), ("考核评分", "D2", "B9"), ("合同设置", "B10", "1")],
)
def test_an_input_that_became_a_formula(
    quarter: Quarter, as_signed: OwnFile, sheet, cell, formula
) -> None:
    """What was stored as its result is what was signed; what a program computes is not."""
    part = Package.of(quarter.evaluation.read_bytes(), "").sheet_part(sheet)
    place = rf'(<c r="{cell}"[^>]*)>(<v>[^<]*</v>|<is>.*?</is>)'.encode()
    value = load_workbook(quarter.evaluation)[sheet][cell].value

    def change(xml: bytes) -> bytes:
        kind = b"" if isinstance(value, int | float) else b' t="str"'
        new = rb"\1" + kind + f"><f>{formula}</f><v>{value}</v>".encode()
        done, count = re.subn(place, new, xml, count=1)
        assert count
        return re.sub(rb' t="(?:s|n|inlineStr)"([^>]*><f>)', rb"\1", done)

    edited(quarter.evaluation, part, change)
    (found,) = quarter.verify(as_signed).changes
    assert (found.cell, found.after) == (f"{sheet}!{cell}", f"{found.before}（公式）")


def test_a_sheet_whose_header_or_name_stands_twice(
    signed: Quarter, as_signed: OwnFile, tmp_path: Path
) -> None:
    def header(book: Workbook) -> None:
        book["其他扣款"]["F1"], book["其他扣款"]["F2"] = "金额", 9

    def name(book: Workbook) -> None:
        book.create_sheet("其他扣款 ").append(["季度", "条款", "文号", "说明", "金额"])

    for number, (spoil, place) in enumerate(((header, "其他扣款!F1"), (name, "其他扣款 "))):
        quarter = signed.copy(tmp_path / str(number))
        book = load_workbook(quarter.evaluation)
        spoil(book)
        book.save(quarter.evaluation)
        (change,) = quarter.verify(as_signed).changes
        assert (change.cell, change.before) == (place, "签认时可以识别")


def add(quarter: Quarter, sheet: str, *cells: object) -> int:
    """Put a row below the others; returns its number."""
    book = load_workbook(quarter.evaluation)
    number = next(n for n in range(2, 60) if not any(c.value for c in book[sheet][n]))
    for column, value in enumerate(cells, 1):
        book[sheet].cell(number, column).value = value
    book.save(quarter.evaluation)
    return number


UNREADABLE = [
    ("其他扣款", ["第2季度", "3.3", "文9", "违约金", None]),
    ("其他扣款", ["第2季度", "3.3", "文9", "违约金", "一百"]),
    ("发票", ["第2季度", "FP-9", None, None]),
    ("考核评分", form_row("坐席三组", quarter="第2季度", day="待定")),
    ("考核评分", form_row("坐席一组", quarter="第2季度", day=date(2024, 6, 26))),
    ("违约违规", ["第2季度", "坐席一组", "零分工单", "甲", "", "张三", "下周"]),
    ("考勤", ["2024.13.1", "坐席乙", "迟到", 20, ""]),
    ("节假日", [date(2025, 1, 1), "元旦", None]),
]


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("sheet", "row"), UNREADABLE)
def test_what_cannot_be_read_elsewhere_breaks_nothing_and_hides_nothing(
    quarter: Quarter, as_signed: OwnFile, sheet: str, row: list[object]
) -> None:
    add(quarter, sheet, *row)
    assert quarter.verify(as_signed).intact
    put(quarter.evaluation, "其他扣款!E2", 999)
    assert [change.cell for change in quarter.verify(as_signed).changes] == ["其他扣款!E2"]


def test_rows_of_other_dates_that_the_evidence_reads_are_signed(tmp_path: Path) -> None:
    more = {
        "分析报告": [["月分析", "2024-02", date(2024, 3, 27)]],
        "人员": [
            ["坐席丙", "到岗", date(2024, 3, 27), "空缺一", ""],
            ["坐席丙", "离职", date(2023, 12, 20), "", ""],
        ],
        "节假日": [[date(2024, 3, 27), "补休", "是"]],
    }
    quarter = make(tmp_path, rows=ROWS | {sheet: ROWS[sheet] + more[sheet] for sheet in more})
    seal = OwnFile.read(quarter.settlement).seal
    assert inputs_changed(quarter, seal) == []
    intact = quarter.evaluation.read_bytes()
    for sheet, rows in more.items():
        for number, _ in enumerate(rows, len(ROWS[sheet]) + 2):
            quarter.evaluation.write_bytes(intact)
            book = load_workbook(quarter.evaluation)
            book[sheet].delete_rows(number)
            book.save(quarter.evaluation)
            ((cell, _, after),) = inputs_changed(quarter, seal)
            assert (cell, after) == (f"{sheet}!A{number}", "（整行已删除）")


def test_a_form_sheet_that_cannot_be_read_is_a_change(tmp_path: Path) -> None:
    quarter = Quarter(tmp_path)
    write_cases(quarter.ledger)
    write_evaluation(quarter.evaluation, settings=SETTINGS)
    book = load_workbook(quarter.evaluation)
    best = {item: options(item, ITEMS[item][0][0]) for item in ITEMS}
    where = {}
    for name, number in (("坐席甲", 1), ("坐席乙", 2)):
        cells = draw_form(
            book.create_sheet(name),
            best,
            评估日期=date(2024, 3, 26),
            周期=f"服务合同 第{number}季度",
        )
        where[name] = cells["评估日期"]
    book.save(quarter.evaluation)
    quarter.settle()
    seal = OwnFile.read(quarter.settlement).seal
    assert inputs_changed(quarter, seal) == []
    put(quarter.evaluation, f"坐席乙!{where['坐席乙']}", "2024.13.5")
    assert inputs_changed(quarter, seal) == []
    put(quarter.evaluation, f"坐席甲!{where['坐席甲']}", "2024.13.5")
    ((cell, _, after),) = inputs_changed(quarter, seal)
    assert cell == f"坐席甲!{where['坐席甲']}"
    assert "2024.13.5" in after


def test_what_follows_later_breaks_nothing(quarter: Quarter, as_signed: OwnFile) -> None:
    book = load_workbook(quarter.evaluation)
    book["考核评分"]["M4"] = "定稿"
    book["考核评分"]["D4"] = "10分钟以上"
    for sheet, row in (
        ("考核评分", form_row("坐席二组", quarter="第2季度", day=date(2024, 6, 26))),
        ("违约违规", ["第2季度", "坐席一组", "零分工单", "又一件", "", "张三", None]),
        ("其他扣款", ["第2季度", "3.3", "文9", "违约金", 5]),
        ("发票", ["第1季度", "FP-2", 535709.5, date(2024, 4, 9)]),
        ("考勤", [date(2024, 4, 1), "坐席乙", "迟到", 20, ""]),
        ("人员", ["坐席乙", "到岗", date(2024, 4, 2), "空缺一", ""]),
        ("分析报告", ["周汇总", "2024年第14周", date(2024, 4, 8)]),
        ("节假日", [date(2024, 5, 1), "劳动节", "是"]),
    ):
        at = next(n for n in range(2, 40) if book[sheet].cell(n, 1).value is None)
        for column, value in enumerate(row, 1):
            book[sheet].cell(at, column).value = value
    headers = {cell.value: cell.column for cell in book["结算台账"][1]}
    book["结算台账"].cell(2, headers["已付金额"]).value = 535709.5
    book["结算台账"].cell(2, headers["已补足金额"]).value = 64170
    book["结算台账"].cell(2, headers["付款日期"]).value = date(2024, 4, 10)
    book["发票"]["C2"] = 2000
    book.save(quarter.evaluation)
    quarter.settle("2")
    second = quarter.folder / "验收结算_第2季度.xlsx"
    signing_jobs.sign(second, quarter.evaluation, HEAD, "王五", NOW)
    signing_jobs.revoke(second, quarter.evaluation, "重算", NOW)
    write_cases(quarter.ledger, [*CASES, ("B1", datetime(2024, 6, 1), *[None] * 6)])
    assert quarter.verify(as_signed, ledger=True).intact


def inside(path: Path, rows: Mapping[str, Sequence[Sequence[object]]]) -> list[tuple[str, object]]:
    """What is signed of a workbook with such rows."""
    record = read_record(write_evaluation(path, rows=rows))
    scope = Scope(nth_quarter(date(2023, 12, 26), 1), date(2024, 3, 27), TERMS.evidence)
    written = entries(record, scope, Writer("钥"))
    return sorted((entry.sheet, entry.order) for entry in written if entry.inside)


@pytest.fixture(scope="module")
def in_order(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, object]]:
    return inside(tmp_path_factory.mktemp("order") / "原.xlsx", ROWS)


@given(st.permutations(ROWS["违约违规"]), st.permutations(ROWS["考勤"]))
@settings(max_examples=5, deadline=None)
def test_what_is_signed_has_no_order(tmp_path_factory, in_order, events, attendance) -> None:
    path = tmp_path_factory.mktemp("order") / "换.xlsx"
    assert inside(path, {**ROWS, "违约违规": events, "考勤": attendance}) == in_order

"""附件2 and 结算单 print on one A4 page each, and a restyled template does as well as ours."""

import io
import re
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from macros_py.settlement.assembly import filled
from macros_py.settlement.content import Figure, SettlementContent, StageRow
from macros_py.settlement.form_sheet import CONTINUED, GOES_ON, events_text
from templates import template
from tests.macros_py.settlement.samples import (
    KINDS,
    TEAM,
    book,
    crowded,
    event,
    form,
    numbers,
    ordinary,
)
from tests.named_cells import named_cells
from tests.office import convert, needs_office, needs_poppler, page_texts
from tests.workbook.packages import Cells
from workbook.xlsx.filling.references import Stretch

SIZE = re.compile(
    rb"/Type\s*/Page\b(?!s).{0,99}?/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)", re.DOTALL
)


ENDS = [f"第{number}件说明到此为止" for number in range(1, 7)]
LENGTHS = (120, 1200)


def long_events(length: int) -> SettlementContent:
    """Return a settlement with six events of so many characters, each with an end of its own."""
    texts = ["群众反映" * (length // 4) + end for end in ENDS]
    return book([form(TEAM)], [event(KINDS[n % 3], text=t) for n, t in enumerate(texts)])


TO_PRINT = {
    "日常": ordinary(),
    "最满": crowded(),
    "最简": book(),
    **{f"说明{length}字": long_events(length) for length in LENGTHS},
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The settlements as PDF, each beside its workbook, by their names in ``TO_PRINT``."""
    folder = tmp_path_factory.mktemp("printed")
    files = [folder / f"{name}.xlsx" for name in TO_PRINT]
    for path, settled in zip(files, TO_PRINT.values(), strict=True):
        path.write_bytes(filled(settled))
    return dict(zip(TO_PRINT, convert(files, "pdf", folder), strict=True))


@needs_office
@needs_poppler
@pytest.mark.parametrize("name", ["日常", "最满", "最简"])
def test_each_form_and_the_bill_are_one_portrait_page(
    printed: Mapping[str, Path], name: str
) -> None:
    forms = TO_PRINT[name].score.forms
    shown = page_texts(printed[name])
    heads = [*(f"附件2{each.subject}第1季度" for each in forms), "服务费验收结算单"]
    heads.append("浅黄单元格可以改动")
    places = [number for head in heads for number, page in enumerate(shown) if head in page]
    assert places == list(range(len(heads))), "the forms, the bill, then the calculation"
    last_lines = ["本表：基础分"] * len(forms) + ["统计截至"]
    assert all(line in page for line, page in zip(last_lines, shown, strict=False))
    sizes = SIZE.findall(printed[name].read_bytes())
    portrait = [tuple(round(float(side)) for side in box) for box in sizes[: len(forms) + 1]]
    assert portrait == [(595, 842)] * (len(forms) + 1)


@pytest.mark.parametrize(("sheet", "place"), [("附件2", "G3"), ("结算单", "C4"), ("结算单", "C6")])
def test_a_number_gets_smaller_and_never_breaks_at_a_hyphen(sheet: str, place: str) -> None:
    shipped = openpyxl.load_workbook(io.BytesIO(template("验收结算.xlsx").read_bytes()))
    look = shipped[sheet][place].alignment
    assert (look.shrink_to_fit, bool(look.wrap_text)) == (True, False)


def restyled() -> bytes:
    """Our template as a person might leave it: other fonts, colours and widths, rows put in."""
    changed = openpyxl.load_workbook(io.BytesIO(template("验收结算.xlsx").read_bytes()))
    for sheet in changed:
        for row in sheet.iter_rows():
            for cell in row:
                cell.font = Font(name="仿宋", size=12, color="1F3864")
                cell.fill = PatternFill("solid", start_color="F0FFF0")
        for column in range(1, 15):
            letter = get_column_letter(column)
            sheet.column_dimensions[letter].width = 3 + sheet.column_dimensions[letter].width
    insert_rows(changed, "结算单", above=12, count=3)
    insert_rows(changed, "评分计算", above=4, count=2)
    buffer = io.BytesIO()
    changed.save(buffer)
    return buffer.getvalue()


def insert_rows(changed: openpyxl.Workbook, title: str, above: int, count: int) -> None:
    """Put empty rows in, as a spreadsheet program does: formulas, merges and names follow."""
    moved = Stretch(title, above - 1, count)
    target = changed[title]
    merges = list(target.merged_cells.ranges)
    for merge in merges:
        target.unmerge_cells(str(merge))
    target.insert_rows(above, count)
    for merge in merges:
        if merge.min_row >= above:
            merge.shift(row_shift=count)
        target.merge_cells(str(merge))
    for sheet in changed:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.value = "=" + moved.formula(cell.value[1:], sheet.title)
    for defined in changed.defined_names.values():
        defined.attr_text = moved.formula(defined.attr_text, "")


@pytest.mark.nightly
@needs_office
def test_a_restyled_template_gives_the_same_amounts(tmp_path: Path) -> None:
    settled = crowded()
    content = filled(settled, restyled())
    names = named_cells(content)
    assert names["", "单据_应付"] != named_cells(filled(settled))["", "单据_应付"]
    path = tmp_path / "改样式.xlsx"
    path.write_bytes(content)
    cells = Cells(convert([path], "xls", tmp_path / "out")[0], names)
    assert round(cells["单据_应付"], 2) == float(settled.settlement.payable)
    assert cells["核对_总"] == "全部步骤与工具结果一致"
    assert cells["单据_大写"].startswith("人民币")
    kept = openpyxl.load_workbook(path)
    lines = kept["结算单"][names["", "其他扣款_金额"][1]]
    assert [cell.font.name for (cell,) in lines] == ["仿宋"] * len(settled.deductions)


@needs_office
@needs_poppler
@pytest.mark.parametrize("length", LENGTHS)
def test_long_events_go_on_on_the_next_page_to_their_last_word(
    printed: Mapping[str, Path], length: int
) -> None:
    pdf = printed[f"说明{length}字"]
    shown = page_texts(pdf)
    assert shown[0].count("全文见续页") == 6
    assert "基础分100，扣150，得分0" in shown[0]
    more = [page for page in shown if "（续页）" in page or "序号类型说明" in page]
    assert shown[1] == more[0]
    assert [end for end in ENDS if end not in "".join(more)] == []
    assert "验收工作人员签字" in more[-1]
    content = pdf.with_suffix(".xlsx").read_bytes()
    sheets = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    cells = [cell for name in ("附件2", CONTINUED) for (cell,) in sheets[name]["C5:C16"]]
    assert min(cell.font.sz for cell in cells if cell.value) >= 10


def test_events_that_fit_stay_on_the_form() -> None:
    settled = long_events(8)
    assert GOES_ON not in events_text(settled.score.forms[0])
    assert (
        CONTINUED
        not in openpyxl.load_workbook(io.BytesIO(filled(settled)), read_only=True).sheetnames
    )


def test_each_form_has_its_own_next_page() -> None:
    told = [event(KINDS[0], subject, text="长" * 900) for subject in ("甲组", "丙组")]
    settled = book([form("甲组"), form("乙组"), form("丙组")], told)
    shown = openpyxl.load_workbook(io.BytesIO(filled(settled)), read_only=True)
    assert shown.sheetnames[:5] == [
        *("附件2-甲组", "附件2-乙组", "附件2-丙组"),
        *("附件2续页-甲组", "附件2续页-丙组"),
    ]
    column = [cell.value for (cell,) in shown["附件2续页-丙组"]["C5:C7"]]
    assert [len(text) for text in column] == [400, 400, 100]


@pytest.mark.nightly
@needs_office
@needs_poppler
def test_every_page_of_a_long_list_has_its_headings(tmp_path: Path) -> None:
    late = StageRow("接收", "乙方", {"超时": 900}, {"超时": numbers(900)}, 0, 900)
    remarks = [Figure("勤务管理", "说明", "—", None, None, "迟到说明\n" * 10) for _ in range(12)]
    path = tmp_path / "长清单.xlsx"
    path.write_bytes(filled(book(stages=[late], figures=remarks)))
    (pdf,) = convert([path], "pdf", tmp_path / "pdf")
    cases = [page for page in page_texts(pdf) if "DX2024" in page]
    told = [page for page in page_texts(pdf) if "迟到说明" in page]
    assert min(len(cases), len(told)) > 2
    assert all("环节办理方状态件数工单编号" in page for page in cases)
    assert all("评估内容指标归属分子分母比例说明" in page for page in told)

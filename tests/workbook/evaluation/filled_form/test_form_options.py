"""Which option of an item is chosen, however its form is laid out."""

from typing import Any

import pytest
from openpyxl import Workbook

from tests.evaluations import ITEMS
from tests.marked_forms import draw_form, form_book, options
from tests.workbook.evaluation.filled_form.drawn import BEST_OF, ITEM, TICKED, form_on, raw
from workbook.values.refusals import CellError


@pytest.mark.sampled(12)
@pytest.mark.parametrize("tick", "☑✓√■●✔✅")
@pytest.mark.parametrize("box", ["☐", "□", "○", "", "□ "])
def test_every_tick_before_every_option(tmp_path: Any, tick: str, box: str) -> None:
    for place in range(5):
        labels = {item: choices[place % len(choices)][0] for item, choices in ITEMS.items()}
        standards = {item: options(item, labels[item], tick=tick, box=box) for item in ITEMS}
        if not box:  # a tick alone must touch the option that it means
            standards = {item: text.replace(f"{tick} ", tick) for item, text in standards.items()}
        book, _ = form_book("甲", standards)
        found = form_on(raw(book, tmp_path))
        assert found is not None
        assert found[0].choices == labels


@pytest.mark.parametrize(
    "text",
    [
        "□及时15分\n☑基本及时10分\n□不及时5分\n□严重延误0分",
        "□　及时１５分　☑　基本及时１０分　□　不及时５分　□　严重延误０分",
        "□及时（15分）☑基本及时（10分）□不及时（5分）□严重延误（0分）",
        "□及时、☑基本及时、□不及时、□严重延误",
        "□ 及 时 15 分；☑ 基 本 及 时 10 分；□ 不及时 5 分；□ 严重延误 0 分。",
        "[ ]及时15分 [√]基本及时10分 [ ]不及时5分 [ ]严重延误0分",
        "及时15分 √基本及时10分 不及时5分 严重延误0分",
        "□及时15分 □√基本及时10分 □不及时5分 □严重延误0分",
        "√ 基本及时",
    ],
)
def test_options_in_one_cell(read: Any, text: str) -> None:
    assert read({ITEM: text})[0].choices[ITEM] == "基本及时"


def test_options_in_cells_of_their_own(tmp_path: Any) -> None:
    book, _ = form_book("甲", TICKED)
    sheet = book.active
    assert sheet is not None
    sheet.unmerge_cells("C7:E7")
    sheet.insert_cols(4, 6)
    for column, text in enumerate(["□", "及时15分", "√", "基本及时10分", "□", "不及时5分"], 3):
        sheet.cell(7, column, text)
    found = form_on(raw(book, tmp_path))
    assert found is not None
    assert found[0].choices == {**BEST_OF, ITEM: "基本及时"}


@pytest.mark.parametrize("score", [10, 10.0, "10", "10分", "１０分", "得分：10"])
def test_points_alone(read: Any, score: object) -> None:
    form, _ = read({ITEM: options(ITEM)}, {ITEM: score})
    assert form.choices[ITEM] == "基本及时"


def test_zero_points_are_a_choice(read: Any) -> None:
    form, _ = read({ITEM: options(ITEM)}, {ITEM: 0})
    assert form.choices[ITEM] == "严重延误"


@pytest.mark.parametrize("score", [None, "", "/", "—", "____"])
def test_a_blank_score_leaves_the_tick(read: Any, score: object) -> None:
    assert read(scores={ITEM: score})[0].choices[ITEM] == "及时"


def test_no_tick_and_no_points_is_no_choice(read: Any) -> None:
    assert read({ITEM: options(ITEM)})[0].choices == {**BEST_OF, ITEM: ""}


@pytest.mark.parametrize(
    ("standard", "score", "message"),
    [
        (
            options(ITEM, "及时"),
            10,
            "张三!F7：「案件接收、派单」的得分 10 与勾选的「及时」15分不一致",
        ),
        (
            options(ITEM),
            12,
            "张三!F7：「案件接收、派单」的得分 “12” 不是任何选项的分值（15、10、5、0）",
        ),
        (options(ITEM, "及时"), "优", "张三!F7：「案件接收、派单」的得分 “优” 不是任何选项的分值"),
        ("☑及时15分 ☑基本及时10分", None, "张三!C7：「案件接收、派单」勾选了2项：及时、基本及时"),
        ("及时15分☑ 基本及时10分", None, "张三!C7：「案件接收、派单」勾选写在选项之后"),
    ],
)
def test_an_item_that_is_refused(read: Any, standard: str, score: object, message: str) -> None:
    with pytest.raises(CellError) as refusal:
        read({ITEM: standard}, {ITEM: score})
    assert str(refusal.value).startswith(message)


ITEM_OPTIONS = [label for label, _ in ITEMS[ITEM]]


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("及时15分√ 基本及时10分 不及时5分 严重延误0分", None),
        ("及时15分√基本及时10分 不及时5分 严重延误0分", None),
        ("及时15分 √ 基本及时10分 不及时5分 严重延误0分", None),
        ("及时15分 基本及时10分 不及时5分 严重延误0分√", None),
        ("□及时15分√ □基本及时10分 □不及时5分 □严重延误0分", None),
        ("及时15分（√）基本及时10分（ ）不及时5分（ ）严重延误0分（ ）", "及时"),
        ("及时15分[ ] 基本及时10分[√] 不及时5分[ ] 严重延误0分[ ]", "基本及时"),
        ("及时15分☑ 基本及时10分☐ 不及时5分☐ 严重延误0分☐", "及时"),
        ("（ ）及时15分（√）基本及时10分（ ）不及时5分（ ）严重延误0分", "基本及时"),
        ("及时15分\n基本及时10分√\n不及时5分\n严重延误0分", None),
        ("☑特别及时15分", None),
        ("☑及时20分 □基本及时10分", None),
    ],
)
def test_a_mark_is_never_carried_to_the_next_option(
    read: Any, text: str, choice: str | None
) -> None:
    if choice is not None:
        assert read({ITEM: text})[0].choices[ITEM] == choice
        return
    with pytest.raises(CellError, match="张三!C7：「案件接收、派单」"):
        read({ITEM: text})


@pytest.mark.parametrize(("score", "choice"), [(15, "及时"), (10, "基本及时"), (5, None)])
def test_the_points_decide_a_mark_between_two_options(
    read: Any, score: int, choice: str | None
) -> None:
    text = {ITEM: "及时15分√ 基本及时10分 不及时5分 严重延误0分"}
    if choice is None:
        with pytest.raises(CellError, match="勾选写在选项之后"):
            read(text, {ITEM: score})
    else:
        assert read(text, {ITEM: score})[0].choices[ITEM] == choice


@pytest.mark.parametrize(
    ("cells", "choice"),
    [
        (["及时15分√", "基本及时10分", "不及时5分", "严重延误0分"], "及时"),
        (["及时15分", "基本及时10分 √", "不及时5分", "严重延误0分"], "基本及时"),
        (["√及时15分", "基本及时10分", "不及时5分", "严重延误0分"], "及时"),
        (["及时15分", "√", "基本及时10分", "", "不及时5分", ""], None),
        (["及时15分", "□", "基本及时10分", "☑", "不及时5分", "□"], "基本及时"),
        (["□及时15分√", "□基本及时10分"], None),
    ],
)
def test_one_option_a_cell(tmp_path: Any, cells: list[str], choice: str | None) -> None:
    book, _ = form_book("甲", TICKED)
    sheet = book.active
    assert sheet is not None
    sheet.unmerge_cells("C7:E7")
    sheet.insert_cols(4, 6)
    for column, text in enumerate(cells, 3):
        sheet.cell(7, column, text or None)
    if choice is None:
        with pytest.raises(CellError, match="甲!C7：「案件接收、派单」勾选写在选项之后"):
            form_on(raw(book, tmp_path))
        return
    found = form_on(raw(book, tmp_path))
    assert found is not None
    assert found[0].choices == {**BEST_OF, ITEM: choice}


@pytest.mark.parametrize("marked", [7, 8, 9, 10])
def test_options_below_each_other_with_marks_beside(tmp_path: Any, marked: int) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    draw_form(sheet, TICKED)
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.insert_rows(8, 3)
    for row, (label, points) in enumerate(ITEMS[ITEM], 7):
        sheet.cell(row, 3, f"{label}{points}分")
        sheet.cell(row, 4, "√" if row == marked else None)
    found = form_on(raw(book, tmp_path))
    assert found is not None
    assert found[0].choices[ITEM] == ITEM_OPTIONS[marked - 7]


def test_several_scores_of_one_item_are_refused(tmp_path: Any) -> None:
    book, _ = form_book("甲", {**TICKED, ITEM: options(ITEM)})
    sheet = book.active
    assert sheet is not None
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.insert_rows(8)
    sheet["F7"], sheet["F8"] = 15, 10
    with pytest.raises(CellError, match="「案件接收、派单」有几个不同的得分：甲!F7、甲!F8"):
        form_on(raw(book, tmp_path))

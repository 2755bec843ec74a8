from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook

from tests.evaluations import BEST, ITEMS, KINDS
from tests.marked_forms import draw_form, form_book, options
from tests.workbook.evaluation.filled_form.drawn import BEST_OF, ITEM, TICKED, form_on, raw
from workbook.values.records import Event, Form
from workbook.values.refusals import CellError

SCORES = {item: choices[0][1] for item, choices in ITEMS.items()}


def test_a_whole_form(read: Any) -> None:
    form, events = read(
        scores=SCORES,
        说明="说明:零分工单：未联系，认定人：李主任，2024年3月20日",
        扣分="扣分：50分",
        评估意见="同意支付",
    )
    assert form == Form(
        quarter="第1季度",
        date=date(2024, 3, 26),
        subject="张三",
        choices=BEST_OF,
        opinion="同意支付",
        state="定稿",
        cells={
            "季度": "张三!E3",
            "评估日期": "张三!D2",
            "评估对象": "张三!A1",
            "勤务管理": "张三!C5",
            "工作纪律": "张三!C6",
            "案件接收、派单": "张三!C7",
            "案件催办、督办、反馈": "张三!C8",
            "案件审核、回复": "张三!C9",
            "数据分析": "张三!C10",
            "人员招聘和补充": "张三!C11",
            "人员退回和处罚": "张三!C12",
            "评估意见": "张三!B14",
            "状态": "张三!A1",
            "扣分": "张三!F13",
        },
        source="张三",
        taken=Decimal(50),
    )
    assert events == (
        Event("第1季度", "张三", KINDS[0], "未联系", "", "李主任", date(2024, 3, 20), "张三!B13"),
    )


@pytest.mark.parametrize(("top", "left"), [(1, 1), (4, 3), (30, 20)])
def test_wherever_the_form_stands(tmp_path: Any, top: int, left: int) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    at = draw_form(sheet, TICKED, {ITEM: 10}, top=top, left=left)
    with pytest.raises(CellError, match=f"Sheet!{at[ITEM]}：.*不一致"):
        form_on(raw(book, tmp_path))


@pytest.mark.parametrize("total", [100, "100分", None, 95])
def test_a_total_below_the_items_must_be_the_sum(tmp_path: Any, total: object) -> None:
    book, _ = form_book("甲", TICKED)
    sheet = book.active
    assert sheet is not None
    sheet.unmerge_cells("B13:E13")
    sheet.unmerge_cells("B14:F14")
    sheet.insert_rows(13)
    sheet["A13"], sheet["F13"] = "合计", total
    if total == 95:
        with pytest.raises(CellError, match="甲!F13：合计 “95” 与各项得分之和 100 不一致"):
            form_on(raw(book, tmp_path))
        return
    found = form_on(raw(book, tmp_path))
    assert found is not None
    assert found[0].choices == BEST_OF


@pytest.mark.parametrize(
    "value",
    ["2024年3月26日", "二〇二四年三月二十六日", date(2024, 3, 26), datetime(2024, 3, 26, 9), 45377],
)
def test_the_date(read: Any, value: object) -> None:
    assert read(评估日期=value)[0].date == date(2024, 3, 26)


def test_a_blank_date(read: Any) -> None:
    assert read(评估日期="    年   月   日")[0].date is None
    assert read(评估日期=None)[0].date is None


def test_a_bad_date(read: Any) -> None:
    with pytest.raises(CellError, match=r"张三!D2：日期无法识别 “2024\.13\.5”"):
        read(评估日期="2024.13.5")


@pytest.mark.parametrize(
    ("text", "quarter", "period"),
    [
        ("某合同/第三季度", "第3季度", ""),
        ("某合同\n2023年12月26日至2024年3月25日", "", "2023-12-26至2024-03-25"),
        ("第1季度（2023-12-26至2024-03-25）", "第1季度", "2023-12-26至2024-03-25"),
    ],
)
def test_the_quarter(read: Any, text: str, quarter: str, period: str) -> None:
    form, events = read(周期=text, 说明="说明：零分工单")
    assert (form.quarter, form.period) == (quarter, period)
    assert [(event.quarter, event.period) for event in events] == [(quarter, period)]


@pytest.mark.parametrize("text", ["安定镇12345接诉即办服务合同", None, "第1季度、第2季度"])
def test_no_quarter_is_refused(read: Any, text: str | None) -> None:
    with pytest.raises(CellError, match=r"张三![DE]3：(看不出是哪一季度|周期无法识别)"):
        read(周期=text)


@pytest.mark.parametrize(
    ("name", "title", "subject"),
    [
        ("张三", "验收评价表", "张三"),
        ("附件2-张三", "验收评价表", "张三"),
        ("附件2", "验收评价表", "附件2"),
        ("附件2", "评估对象：坐席[一]/二组", "坐席[一]/二组"),
        ("附件2 (2)", "验收评价表", "附件2 (2)"),
    ],
)
def test_the_subject(read: Any, name: str, title: str, subject: str) -> None:
    assert read(name=name, 标题=title)[0].subject == subject


@pytest.mark.parametrize(
    ("name", "title", "state"),
    [
        ("张三", "验收评价表（服务类）", "定稿"),
        ("张三", "验收评价表（草稿）", "草稿"),
        ("张三 草稿", "验收评价表", "草稿"),
        ("张三", "状态：定稿", "定稿"),
        ("张三", "☑草稿 ☐定稿", "草稿"),
        ("张三", "☐草稿 ☑定稿", "定稿"),
    ],
)
def test_the_state(read: Any, name: str, title: str, state: str) -> None:
    assert read(name=name, 标题=title)[0].state == state


def test_the_opinion_may_speak_of_a_draft(read: Any) -> None:
    form, _ = read(评估意见="说明：草稿阶段的问题已改正")
    assert (form.opinion, form.state) == ("说明：草稿阶段的问题已改正", "定稿")


@pytest.mark.parametrize(
    ("text", "cost", "kinds"),
    [
        ("说明:", "扣分", []),
        ("说明：无", "扣分：0", []),
        ("说明：零分工单", "扣分", ["零分工单"]),
        ("说明：零分工单", -50, ["零分工单"]),
        ("零分工单\n失密造成严重后果", "扣分 100", ["零分工单", "失密造成严重后果"]),
        ("说明：零分工单；零分工单", "扣分50", ["零分工单", "零分工单"]),
    ],
)
def test_events(read: Any, text: str, cost: object, kinds: list[str]) -> None:
    assert [event.kind for event in read(说明=text, 扣分=cost)[1]] == kinds


@pytest.mark.parametrize(
    ("text", "cost", "message"),
    [
        ("说明：态度恶劣", "扣分", "张三!B13：明显违约违规项无法识别 “态度恶劣”"),
        ("说明:", "扣分：50", "张三!F13：扣分 “50” 与说明不符，说明中有0项特殊情形"),
        ("说明：零分工单", 100, "张三!F13：扣分 “100” 与说明不符"),
        ("说明：零分工单", "扣分：30", "张三!F13：扣分 “30” 与说明不符"),
        ("说明：零分工单", "扣分：五十", "张三!F13：扣分 “五十” 与说明不符"),
        ("说明：联系13800138000", "扣分", "138****8000"),
    ],
)
def test_events_that_are_refused(read: Any, text: str, cost: object, message: str) -> None:
    with pytest.raises(CellError) as refusal:
        read(说明=text, 扣分=cost)
    assert message in str(refusal.value)


def test_who_confirmed_may_stand_in_a_cell_beside(tmp_path: Any) -> None:
    book, _ = form_book("甲", TICKED, 说明="说明：零分工单：漏签")
    sheet = book.active
    assert sheet is not None
    sheet.unmerge_cells("B13:E13")
    sheet["C13"], sheet["D13"], sheet["E13"] = "认定人", "李主任", "认定日期：2024-3-20"
    found = form_on(raw(book, tmp_path))
    assert found is not None
    (event,) = found[1]
    assert (event.description, event.confirmed_by) == ("漏签", "李主任")
    assert event.confirmed_on == date(2024, 3, 20)


def test_a_form_without_an_item_is_refused(tmp_path: Any) -> None:
    book, _ = form_book("甲", TICKED)
    sheet = book.active
    assert sheet is not None
    sheet["B10"] = None
    with pytest.raises(CellError, match="甲!A1：附件2中找不到「数据分析」一行"):
        form_on(raw(book, tmp_path))


def test_a_blank_form_is_none(tmp_path: Any) -> None:
    book, _ = form_book("附件2", 评估日期=None)
    assert form_on(raw(book, tmp_path)) is None


def test_a_form_that_has_only_a_date_is_begun(tmp_path: Any) -> None:
    book, _ = form_book("甲")
    found = form_on(raw(book, tmp_path))
    assert found is not None
    assert set(found[0].choices.values()) == {""}


def test_items_side_by_side_are_no_form(tmp_path: Any) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["评估日期", "服务商名称", "周期", "评估标准", "评估意见", *ITEMS])
    sheet.append(["2024-03-26", "甲", "第1季度", "", "", *BEST])
    assert form_on(raw(book, tmp_path)) is None


@pytest.mark.parametrize(("top", "left"), [(20, 1), (1, 9)])
def test_a_second_form_on_the_sheet_is_named(tmp_path: Any, top: int, left: int) -> None:
    book, _ = form_book("甲", TICKED)
    sheet = book.active
    assert sheet is not None
    draw_form(sheet, TICKED, top=top, left=left)
    place = sheet.cell(top + 4, left + 1).coordinate
    with pytest.raises(CellError, match=f"甲!{place}：这里还有一张验收评价表"):
        form_on(raw(book, tmp_path))


def test_everything_wrong_with_a_form_is_told_at_once(read: Any) -> None:
    with pytest.raises(CellError) as refusal:
        read({ITEM: "☑及时15分 ☑基本及时10分"}, {"数据分析": 12}, 评估日期="某日5", 周期=None)
    assert [line.partition("：")[0] for line in str(refusal.value).splitlines()] == [
        "张三!C7",
        "张三!F10",
        "张三!D2",
        "张三!D3",
    ]


@pytest.mark.parametrize("fault", ["#N/A", "#DIV/0!", "#未计算"])
def test_an_error_on_a_form_is_refused(read: Any, fault: str) -> None:
    with pytest.raises(CellError, match=f"张三!B14：公式没有算出结果（{fault}）"):
        read(评估意见=fault)


def test_a_quarter_of_a_calendar_year_says_why(read: Any) -> None:
    with pytest.raises(
        CellError, match=r"(?s)张三!E3：周期无法识别.*合同季度从服务起始日算.*第1季度"
    ):
        read(周期="某合同/2024年第1季度")


def test_two_events_in_one_text_are_two(read: Any) -> None:
    told = "零分工单：市级通报（认定人：李四）；失密造成严重后果：泄露名单（认定人：王主任）"
    events = read(说明=f"说明：{told}")[1]
    assert [(event.kind, event.confirmed_by) for event in events] == [
        ("零分工单", "李四"),
        ("失密造成严重后果", "王主任"),
    ]


def test_the_contracts_own_words_name_the_kinds(read: Any) -> None:
    told = "保密意识不强，造成严重失密后果：泄露名单；因过失对甲方造成不良影响：曝光"
    assert [event.kind for event in read(说明=f"说明：{told}")[1]] == [KINDS[2], KINDS[1]]


@pytest.mark.parametrize("ticked", [True, False])
def test_items_without_their_form_are_named_when_they_are_ticked(
    tmp_path: Any, *, ticked: bool
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for item in ITEMS:
        sheet.append([item, options(item, BEST_OF[item] if ticked else "")])
    if ticked:
        with pytest.raises(CellError, match="Sheet!B1：像是填好的验收评价表"):
            form_on(raw(book, tmp_path))
    else:
        assert form_on(raw(book, tmp_path)) is None

"""What of a quarter's forms cannot be scored, each by its cell (contract 2.2)."""

import pytest

from macros_py.rules.scoring.scoring import (
    placed,
    unconfirmed,
)
from macros_py.rules.terms.errors import FormError
from tests.macros_py.rules.in_force import settings
from tests.macros_py.rules.records import BEST, Event, Form, choices
from tests.macros_py.rules.scoring.scored import score
from workbook.values import records


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        (
            choices(勤务管理=""),
            (
                "考核评分!D7：「勤务管理」未选择，应为 “正常出勤”、“迟到、早退10分钟以内”、"
                "“10分钟以上” 之一"
            ),
        ),
        (
            choices(数据分析="优秀"),
            (
                "考核评分!I7：“优秀” 不是「数据分析」的选项，应为 “及时”、“基本及时”、“不及时”、"
                "“严重延误” 之一"
            ),
        ),
        (choices(勤务管理="及时"), "考核评分!D7：“及时” 不是「勤务管理」的选项"),
        (
            {k: v for k, v in BEST.items() if k != "人员退回和处罚"},
            "考核评分!K7：「人员退回和处罚」未选择",
        ),
        (choices(工作纪律="10"), "考核评分!E7：“10” 不是「工作纪律」的选项"),
    ],
)
def test_an_item_without_a_choice_on_its_list_is_refused_by_its_cell(
    chosen: dict[str, str], message: str
) -> None:
    with pytest.raises(FormError) as refusal:
        score(Form(choices=chosen, row=7))
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize(
    ("forms", "message"),
    [
        ((), "第1季度没有验收评价表，不能计算得分"),
        ((Form(quarter="第2季度"),), "第1季度没有验收评价表，不能计算得分"),
        (
            (Form(state="草稿"), Form("乙组", row=3), Form("丙组", {}, state="草稿", row=4)),
            "第1季度有未定稿的验收评价表：甲组（考核评分!L2）、丙组（考核评分!L4）",
        ),
        (
            (Form(), Form("乙组", row=3), Form(row=4)),
            "考核评分!C4：第1季度「甲组」有两张验收评价表，另一张在 考核评分!C2",
        ),
        (
            (Form(), Form(quarter="1", state="草稿", row=3)),
            "考核评分!C3：第1季度「甲组」有两张验收评价表，另一张在 考核评分!C2",
        ),
        (
            (Form("A组"), Form("Ａ\u200b组", row=3)),
            "考核评分!C3：第1季度「Ａ\u200b组」有两张验收评价表，另一张在 考核评分!C2",
        ),
        (
            (Form(choices={**BEST, "数据分析": "", "工作纪律": ""}), Form("乙", {}, row=3)),
            (
                "考核评分!E2：「工作纪律」未选择，应为 “好”、“较好”、“一般”、“较差”、“很差” 之一\n"
                "考核评分!I2：「数据分析」未选择，应为 “及时”、“基本及时”、“不及时”、"
                "“严重延误” 之一\n"
                "考核评分!C3：各项目都未选择；如果是没有填写的空白表"
            ),
        ),
        ((Form(state="已定"),), "考核评分!L2：状态应为 草稿 或 定稿，现为 “已定”"),
        ((Form(state=""),), "考核评分!L2：状态应为 草稿 或 定稿，现为 “”"),
        ((Form(subject=""),), "考核评分!C2：评估对象未填"),
        (
            (Form(quarter="一期"),),
            "考核评分!A2：季度无法识别 “一期”，请填 第1季度（2023-12-26 起）",
        ),
        (
            (Form(quarter="2024年第1季度"),),
            (
                "考核评分!A2：季度无法识别 “2024年第1季度”，合同季度从服务起始日算，不按自然年，"
                "请填 第1季度（2023-12-26 起）"
            ),
        ),
        ((Form(quarter=""),), "考核评分!A2：季度未填，请填 第1季度（2023-12-26 起）"),
        # of any quarter
        ((Form(), Form("乙组", quarter="第2季度", state="", row=3)), "考核评分!L3：状态应为"),
    ],
)
def test_forms_that_cannot_be_scored_are_refused(
    forms: tuple[records.Form, ...], message: str
) -> None:
    with pytest.raises(FormError) as refusal:
        score(*forms)
    assert str(refusal.value).startswith(message)


def test_a_draft_of_another_quarter_is_no_obstacle() -> None:
    assert score(Form(), Form(choices={}, quarter="第2季度", state="草稿", row=3)).average == 100


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (Event(subject="丙组"), "违约违规!B2：第1季度没有「丙组」的验收评价表，该情形无处可扣"),
        (Event(quarter="第2季度"), "违约违规!B2：第2季度没有「甲组」的验收评价表，该情形无处可扣"),
        (Event(subject=""), "违约违规!B2：第1季度没有「」的验收评价表"),
        (Event(quarter="去年"), "违约违规!A2：季度无法识别 “去年”"),
        (
            Event(kind="迟到"),
            (
                "违约违规!C2：“迟到” 不是合同列明的情形，应为 零分工单、因过失造成不良影响、"
                "失密造成严重后果 之一"
            ),
        ),
        (Event(kind="", confirmed_by=""), "违约违规!C2：“” 不是合同列明的情形"),
    ],
)
def test_an_event_that_fits_nothing_is_refused_by_its_cell(
    event: records.Event, message: str
) -> None:
    with pytest.raises(FormError) as refusal:
        score(Form(), events=(event,))
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize("record", [Form(quarter="第5季度"), Event(quarter="第5季度")])
def test_a_record_outside_the_term_is_refused_by_its_cell(
    record: records.Form | records.Event,
) -> None:
    forms = (record,) if isinstance(record, records.Form) else (Form(),)
    events = (record,) if isinstance(record, records.Event) else ()
    cell = "考核评分!A2" if isinstance(record, records.Form) else "违约违规!A2"
    with pytest.raises(FormError, match=f"^{cell}：第5季度不在服务期内"):
        score(*forms, events=events)


def test_every_fault_is_told_at_once() -> None:
    forms = (Form(state="已定"), Form("乙组", quarter="去年", row=3), Form("丙组", row=4))
    with pytest.raises(FormError) as refusal:
        score(*forms, Form("丙组", row=5), events=(Event(subject="丁组"),))
    assert [line.partition("：")[0] for line in str(refusal.value).splitlines()] == [
        "考核评分!L2",
        "考核评分!A3",
        "考核评分!C5",
        "违约违规!B2",
        "第1季度有未定稿的验收评价表",
    ]


def test_what_does_not_count_is_named_by_its_cell() -> None:
    events = [Event(confirmed_by=""), Event(description="", row=3), Event(row=4)]
    assert [str(fault) for fault in unconfirmed(events)] == [
        "违约违规!F2：「甲组」的零分工单没有认定人，未计入扣分",
        "违约违规!D3：「甲组」的零分工单已认定但没有说明，未计入扣分",
    ]


@pytest.mark.parametrize(
    "period", ["2023-12-26至2024-03-26", "2024-01-01至2024-03-31", "2023-09-26至2023-12-25"]
)
def test_a_period_that_is_no_quarter_is_refused(period: str) -> None:
    _, _, faults = placed([Form(quarter="", period=period)], [], settings())
    assert [str(fault) for fault in faults] == [
        f"考核评分!A2：周期 {period} 不是一个服务季度（服务起始日 2023-12-26）"
    ]


def test_a_quarter_and_a_period_that_disagree_are_refused() -> None:
    form = Form(quarter="第2季度", period="2023-12-26至2024-03-25")
    _, _, faults = placed([form], [], settings())
    assert str(faults[0]).startswith("考核评分!A2：第2季度 与同一格写的周期 2023-12-26至")

"""乙方意见 as claims: what can be computed, what is a fault, what was accepted and not entered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from macros_py.inputs.default_contract import default_contract
from macros_py.rules.scoring.objections import (
    Claim,
    Decided,
    Matter,
    answer_faults,
    claims_of,
)
from macros_py.rules.scoring.scoring import score_quarter
from macros_py.rules.terms.quarters import nth_quarter
from tests.macros_py.settlement.samples import KINDS, deduction, event, form
from workbook.values.records import Event, Form, Objection, OtherDeduction

CONTRACT = default_contract()
SETTINGS = CONTRACT.settings()
FIRST = nth_quarter(SETTINGS.date("服务起始日"), 1)
HEADERS = ("评估对象", "评价项目或扣款", "主张", "甲方答复", "答复日期")


def objection(
    about: str,
    claim: str,
    subject: str = "甲组",
    *,
    answer: str = "",
    reason: str = "",
    cases: str = "",
    row: int = 2,
) -> Objection:
    cells = {
        header: f"乙方意见!{letter}{row}" for header, letter in zip(HEADERS, "BCDIL", strict=True)
    }
    return Objection(
        *("第1季度", subject, about, claim, "理由", cases, "李某", date(2024, 3, 27)),
        *(answer, reason, "王某" if answer else "", date(2024, 3, 28) if answer else None),
        f"乙方意见!A{row}",
        cells=cells,
    )


def decided(
    forms: list[Form] | None = None,
    events: list[Event] | None = None,
    deductions: list[OtherDeduction] | None = None,
) -> Decided:
    forms = forms or [form("甲组", 数据分析="不及时"), form("乙组")]
    return Decided.of(FIRST, forms, events or [], deductions or [], SETTINGS)


def one(row: Objection, there: Decided | None = None) -> Claim:
    (claim,), faults = claims_of([row], there or decided(), CONTRACT)
    assert faults == []
    return claim


def fault(there: Decided, *rows: Objection) -> str:
    _, (found,) = claims_of(rows, there, CONTRACT)
    return str(found)


def average(there: Decided) -> str:
    scored = score_quarter(list(there.forms.values()), there.events, FIRST, CONTRACT, SETTINGS)
    return str(scored.average)


@pytest.mark.parametrize("claim", ["及时", "及时15分", " 及 时 ", "及时（15分）"])
def test_an_item_is_claimed_by_an_option(claim: str) -> None:
    found = one(objection("数据分析", claim))
    assert (found.matter, found.decided, found.option) == (Matter.ITEM, "不及时", "及时")
    assert found.stands
    assert average(decided()) == "95"
    assert average(decided().claimed([found])) == "100"


def test_an_event_is_claimed_unfounded() -> None:
    events = [event(KINDS[0], "甲组"), event(KINDS[0], "乙组")]
    there = decided(events=events)
    found = one(objection("零分工单", "不成立"), there)
    assert (found.matter, found.decided) == (Matter.EVENT, "1 件")
    assert (average(there), average(there.claimed([found]))) == ("45", "70")


def test_a_case_tells_two_events_of_a_kind_apart() -> None:
    events = [replace(event(KINDS[0], "甲组"), case_id=case, cell=f"违约违规!A{n}")
              for n, case in enumerate(("A1", "A2"), 2)]  # fmt: skip
    there = decided(events=events)
    found = one(objection("零分工单", "不成立", cases="A2"), there)
    assert [e.case_id for e in found.events] == ["A2"]
    assert average(there.claimed([found])) == average(there), "每类一次: the other one still counts"
    both = [
        objection("零分工单", "不成立", cases=case, row=n) for n, case in enumerate(("A1", "A2"))
    ]
    claims, faults = claims_of(both, there, CONTRACT)
    assert faults == []
    assert average(there.claimed(claims)) == "95"


@pytest.mark.parametrize("about", ["安政函5号", "3.3", "其他扣款", "扣款"])
@pytest.mark.parametrize(("claim", "amount"), [("0", "0"), ("100.5元", "100.5"), ("1000", "1000")])
def test_a_deduction_is_claimed_by_an_amount(about: str, claim: str, amount: str) -> None:
    there = decided(deductions=[deduction("1000")])
    found = one(objection(about, claim, subject=""), there)
    assert (found.matter, found.decided) == (Matter.DEDUCTION, "1,000.00 元")
    assert there.claimed([found]).deductions[0].amount == Decimal(amount)


@pytest.mark.parametrize(
    ("about", "claim"),
    [
        ("数据分析", "很好"),
        ("零分工单", "只有一半"),
        ("安政函5号", "1000.01"),
        ("安政函5号", "-1"),
        ("安政函5号", "酌减"),
        ("", "本季度总体良好"),
        ("绩效扣款", "0"),
    ],
)
def test_anything_else_is_a_text_that_is_shown_only(about: str, claim: str) -> None:
    there = decided(events=[event(KINDS[0], "甲组")], deductions=[deduction("1000")])
    found = one(objection(about, claim), there)
    assert (found.matter, found.stands, found.entered) == (Matter.TEXT, False, True)


NO_FORM = "乙方意见!B2：评价项目「数据分析」的意见须写明评估对象："


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            objection("数据分折", "及时"),
            "乙方意见!C2：没有「数据分折」这一评价项目、特殊情形或扣款",
        ),
        (objection("着装", "好"), "请把这一格留空"),
        (
            objection("数据分析", "及时10分"),
            "乙方意见!D2：“及时10分” 的选项与分数矛盾：「数据分析」的及时为 15 分；请只写选项",
        ),
        (objection("数据分析", "及时", "丙组"), f"{NO_FORM}没有「丙组」"),
        (objection("数据分析", "及时", ""), f"{NO_FORM}评估对象未填"),
        (objection("零分工单", "不成立", ""), "乙方意见!B2：特殊情形「零分工单」的意见须写明"),
        (objection("零分工单", "不成立"), "乙方意见!C2：「甲组」没有「零分工单」这一情形"),
        (objection("安政函9号", "0", ""), "乙方意见!C2：没有「安政函9号」"),
    ],
)
def test_a_claim_on_what_is_not_there_is_named(row: Objection, says: str) -> None:
    there = decided(deductions=[deduction("1000")])
    assert says in fault(there, row)


def test_two_claims_on_one_point_are_an_error() -> None:
    rows = [objection("数据分析", "及时"), objection("数据分析(15分)", "基本及时", row=3)]
    assert fault(decided(), *rows) == ("乙方意见!D3：与 乙方意见!D2 是对同一项的主张，请只留一条")
    other = objection("数据分析", "基本及时", subject="乙组", row=3)
    assert claims_of([rows[0], other], decided(), CONTRACT)[1] == []
    text = objection("数据分析", "说明情况", row=3)
    assert claims_of([rows[0], text], decided(), CONTRACT)[1] == []
    two = decided(deductions=[deduction("1", document=""), deduction("2", document="")])
    assert "有 2 笔其他扣款，请改写文号" in fault(two, objection("3.3", "0"))


@pytest.mark.parametrize(
    ("answer", "answered_on", "says"),
    [
        ("同意", date(2024, 3, 28), "乙方意见!I2：甲方答复应为 采纳、部分采纳、不采纳 之一"),
        ("", date(2024, 3, 28), "乙方意见!I2：已填答复日期而「甲方答复」未填"),
        ("采纳", None, "乙方意见!L2：已有甲方答复而「答复日期」未填"),
    ],
)
def test_an_answer_is_one_of_three_and_has_a_date(answer, answered_on, says: str) -> None:
    row = replace(objection("数据分析", "及时", answer=answer), answered_on=answered_on)
    (found,) = answer_faults(row)
    assert says in str(found)
    assert list(answer_faults(objection("数据分析", "及时", answer="不采纳"))) == []


@pytest.mark.parametrize(
    ("answer", "stands"), [("", True), ("不采纳", True), ("部分采纳", True), ("采纳", False)]
)
def test_what_was_accepted_is_no_dispute(answer: str, stands: bool) -> None:
    assert one(objection("数据分析", "及时", answer=answer)).stands == stands


@pytest.mark.parametrize(
    ("now", "answer", "reason", "entered"),
    [
        ("不及时", "采纳", "", False),
        ("及时", "采纳", "", True),
        ("不及时", "不采纳", "", True),
        ("不及时", "部分采纳", "由不及时改为基本及时", False),
        ("基本及时", "部分采纳", "由不及时改为基本及时", True),
        ("基本及时", "部分采纳", "酌情", False),
    ],
)
def test_an_option_that_was_accepted_must_be_in_the_form(now, answer, reason, entered) -> None:
    there = decided([form("甲组", 数据分析=now)])
    found = one(objection("数据分析", "及时", answer=answer, reason=reason), there)
    assert found.entered == entered
    if not entered:
        assert found.to_enter().startswith("乙方意见!A2：乙方对「数据分析」的意见")


def test_an_event_or_a_deduction_that_was_accepted_may_be_gone() -> None:
    gone = objection("零分工单", "不成立", answer="采纳")
    assert one(gone).entered
    assert one(gone, decided(events=[event(KINDS[0], "甲组", by="")])).entered
    assert not one(gone, decided(events=[event(KINDS[0], "甲组")])).entered
    lower = objection("安政函5号", "300", subject="", answer="采纳")
    assert one(lower).entered
    assert one(lower, decided(deductions=[deduction("300")])).entered
    assert not one(lower, decided(deductions=[deduction("1000")])).entered
    part = replace(lower, answer="部分采纳", answer_reason="由1,000元减为600元")
    assert not one(part, decided(deductions=[deduction("1000")])).entered
    assert one(part, decided(deductions=[deduction("600")])).entered

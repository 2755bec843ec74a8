"""争议计算: the payable with the vendor's claims put in, live and sealed."""

import random
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from macros_py.rules.scoring.objections import Decided, claims_of
from macros_py.rules.scoring.scoring import score_quarter
from macros_py.rules.scoring.settlement import settle
from macros_py.rules.terms.errors import SignError
from macros_py.rules.terms.quarters import nth_quarter
from macros_py.settlement.assembly import filled
from macros_py.settlement.content import SettlementContent
from macros_py.settlement.dispute import Dispute
from macros_py.settlement.settled import Settled
from macros_py.signoff.lines import verified_lines
from tests.macros_py.settlement.samples import (
    CONTRACT,
    ITEMS,
    KINDS,
    book,
    deduction,
    event,
    form,
)
from tests.named_cells import named_cells
from tests.office import convert, needs_office
from tests.signed_quarter import ROWS, Quarter, put, unsettled
from tests.workbook.packages import Cells, with_wrong_results
from workbook.values.records import Objection

DAY = date(2024, 3, 27)
CLAIMS = [
    ["第1季度", "坐席二组", "工作纪律", "好", "着装符合要求", "", "李某", DAY, "不采纳", "有记录",
     "王某", DAY],
    ["第1季度", "坐席一组", "零分工单", "不成立", "非本镇工单", "A1", "李某", DAY],
    ["第1季度", "", "安政〔2024〕1号", "20.5", "金额计算有误", "", "李某", DAY],
    ["第1季度", "", "", "希望提前沟通", "", "", "李某", DAY],
    ["第2季度", "坐席一组", "数据分析", "很好", "", "", "李某", DAY],
]  # fmt: skip


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Settled:
    """The first quarter with the vendor's claims, settled."""
    folder = tmp_path_factory.mktemp("disputed")
    return unsettled(folder, rows={**ROWS, "乙方意见": CLAIMS}).settle()


@pytest.fixture(scope="module")
def disputed(settled: Settled) -> Quarter:
    assert settled.output is not None
    return Quarter(settled.output.parent)


@pytest.fixture(scope="module")
def disputed_and_signed(disputed: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    quarter = disputed.copy(tmp_path_factory.mktemp("disputed_and_signed"))
    quarter.sign_both()
    return quarter


@pytest.fixture
def quarter(disputed: Quarter, tmp_path: Path) -> Quarter:
    return disputed.copy(tmp_path)


@pytest.fixture
def signed_quarter(disputed_and_signed: Quarter, tmp_path: Path) -> Quarter:
    return disputed_and_signed.copy(tmp_path)


def values_of(settled: Settled, *names: str) -> list[object]:
    """Return what named cells hold as the tool stored it."""
    assert settled.output is not None
    cells = Cells(settled.output, named_cells(settled.content))
    return [cells[name] for name in names]


def sheet_of(content: bytes, title: str) -> Any:
    """Return a sheet as openpyxl reads it, and no other."""
    return load_workbook(BytesIO(content), read_only=True)[title]


def test_both_amounts_and_the_difference_are_on_the_bill(settled: Settled) -> None:
    """坐席二组 95 → 100, 坐席一组 50 → 100 without its event: no deduction; 120.50 → 20.50."""
    found = settled.json()
    money = [found[key] for key in ("payable", "claimed_payable", "disputed")]
    assert money == ["535709.50", "536559.50", "850.00"]
    assert [(o["cell"], o["decided"], o["stands"]) for o in found["objections"]] == [
        ("乙方意见!A2", "一般", True),
        ("乙方意见!A3", "1 件", True),
        ("乙方意见!A4", "120.50 元", True),
        ("乙方意见!A5", "", False),
    ]
    assert (
        "乙方意见!A2、乙方意见!A3、乙方意见!A4：乙方意见未采纳、部分采纳或未答复，按其主张应付 "
        "536,559.50 元，争议金额 850.00 元"
    ) in settled.scored.banners
    shown = values_of(settled, "单据_应付", "单据_主张", "单据_争议", "主张_核对_总")
    assert shown == [535709.5, 536559.5, 850, "全部步骤与工具结果一致"]
    assert sheet_of(settled.content, "争议计算").sheet_state == "visible"


def test_of_many_claims_the_bill_names_the_first_and_counts_all(tmp_path: Path) -> None:
    claims = [
        ["第1季度", subject, item, options[0], "", "", "李某", DAY]
        for subject in ("坐席一组", "坐席二组")
        for item, options in ITEMS.items()
    ]
    settled = unsettled(tmp_path, rows={**ROWS, "乙方意见": claims}).settle()
    (line,) = [line for line in settled.scored.banners if "争议金额" in line]
    cells = "、".join(f"乙方意见!A{row}" for row in range(2, 10))
    assert line.startswith(f"{cells} 等 16 条：乙方意见未采纳、部分采纳或未答复，")
    assert sum(claim["stands"] for claim in settled.json()["objections"]) == 16


def test_without_an_objection_the_sheet_is_hidden_and_nothing_is_disputed(tmp_path: Path) -> None:
    settled = unsettled(tmp_path).settle()
    assert (settled.json()["objections"], settled.json()["disputed"]) == ([], "0.00")
    assert sheet_of(settled.content, "争议计算").sheet_state == "hidden"
    assert "争议计算" not in str(sheet_of(settled.content, "结算单")["C28"].value)


def test_what_was_accepted_must_be_entered_before_signing(quarter: Quarter) -> None:
    quarter.edit("乙方意见", I4="采纳", L4=DAY)
    settled = quarter.settle()
    (doubt,) = [line for line in settled.scored.doubts if "乙方意见" in line]
    assert doubt.startswith("乙方意见!A4：乙方对「安政〔2024〕1号」的意见已采纳而尚未改入其他扣款")
    with pytest.raises(SignError, match=r"乙方意见!A4.*已采纳而尚未改入"):
        quarter.sign()
    quarter.edit("其他扣款", E2=20.5)
    found = quarter.settle().json()
    assert [found[key] for key in ("payable", "claimed_payable")] == ["535809.50", "536559.50"]
    assert quarter.sign().waiting_for, "signed by the first"


def test_answers_and_objections_that_come_later_are_told_and_no_alarm(
    signed_quarter: Quarter,
) -> None:
    added = {"A7": "第1季度", "B7": "坐席一组", "C7": "数据分析", "D7": "及时"}
    signed_quarter.edit("乙方意见", I3="不采纳", J3="已核实", L3=DAY, **added)
    verified = signed_quarter.verify()
    assert verified.intact
    said = "\n".join(verified_lines(verified))
    assert "乙方意见!I3「甲方答复」事后补填：“不采纳”" in said
    assert "乙方意见!A7事后新增" in said
    assert [change["cell"] for change in verified.json()["later"]][:1] == ["乙方意见!I3"]


@pytest.mark.parametrize(
    ("cell", "value"), [("D2", "较好"), ("I2", "采纳"), ("E3", ""), ("A4", "第2季度")]
)
def test_an_objection_that_was_sealed_stays_as_it_was(
    signed_quarter: Quarter, cell: str, value: str
) -> None:
    signed_quarter.edit("乙方意见", **{cell: value})
    verified = signed_quarter.verify()
    assert [change.cell for change in verified.changes] == [f"乙方意见!{cell}"]
    assert not verified.intact


def chance(seed: int) -> tuple[SettlementContent, Dispute]:
    """Return a random quarter with random claims on it."""
    draw = random.Random(seed)
    subjects = [f"坐席{n}" for n in range(draw.choice((1, 2, 3)))]
    forms = [
        form(subject, **{name: draw.choice(options) for name, options in ITEMS.items()})
        for subject in subjects
    ]
    events = [
        event(draw.choice(KINDS), draw.choice(subjects), draw.choice(("张三", "")), f"第{n}件")
        for n in range(draw.choice((0, 1, 4)))
    ]
    deductions = [
        deduction(f"{draw.randrange(1, 30_000_000) / 100:.2f}", document=f"函{n}号")
        for n in range(draw.choice((0, 1, 3)))
    ]
    rows = [
        *((subject, item, draw.choice(options)) for subject in subjects
          for item, options in ITEMS.items() if draw.random() < 0.3),
        *{(e.subject, e.kind, "不成立") for e in events if draw.random() < 0.6},
        *(("", d.document, f"{draw.randrange(0, int(d.amount * 100) + 1) / 100:.2f}")
          for d in deductions if draw.random() < 0.7),
    ]  # fmt: skip
    blank, answers = ("", "", "", None), ("", "不采纳", "采纳")
    objections = [
        Objection("第1季度", *row, *blank, draw.choice(answers), "", "", DAY, f"乙方意见!A{n}")
        for n, row in enumerate(rows, 2)
    ]
    readings = {
        "特殊情形计次": draw.choice(("每类一次", "逐次")),
        "特殊情形扣自": draw.choice(("表", "季度平均分")),
        "分数下限": draw.choice(("0", "无")),
        "不足1分": draw.choice(("按比例", "舍去", "进位")),
    }
    plain = book(forms, events, deductions, readings)
    first = nth_quarter(plain.settings.date("服务起始日"), 1)
    decided = Decided.of(first, forms, events, deductions, plain.settings)
    claims, faults = claims_of(objections, decided, CONTRACT)
    assert faults == []
    wanted = decided.claimed(claim for claim in claims if claim.stands)
    score = score_quarter(
        list(wanted.forms.values()), wanted.events, first, CONTRACT, plain.settings
    )
    amounts = tuple(row.amount for row in wanted.deductions)
    money = settle(score.average, amounts, plain.settings)
    dispute = Dispute(claims, score, money, amounts)
    return book(forms, events, deductions, readings, dispute=dispute), dispute


@pytest.mark.nightly
@needs_office
def test_a_spreadsheet_program_computes_the_dispute_to_the_fen(
    tmp_path: Path, nightly: bool
) -> None:
    made, files = {}, []
    for seed in range(60 if nightly else 15):
        settled, dispute = chance(seed)
        content = filled(settled)
        made[f"s{seed}"] = settled, dispute, named_cells(content)
        files.append(tmp_path / f"s{seed}.xlsx")
        files[-1].write_bytes(with_wrong_results(content))
    differing = set()
    for path in convert(files, "xls", tmp_path / "out"):
        settled, dispute, names = made[path.stem]
        cells = Cells(path, names)
        difference = dispute.settlement.payable - settled.settlement.payable
        assert round(cells["单据_主张"], 2) == float(dispute.settlement.payable), path.stem
        assert round(cells["单据_争议"], 2) == float(difference), path.stem
        assert cells["主张_核对_总"] == "全部步骤与工具结果一致", path.stem
        differing.add(difference)
    assert len(differing) > 5


def claimed_of_one_item() -> bytes:
    """A settlement with two low items, of which the vendor claims one to be better."""
    low = {"数据分析": "严重延误", "案件审核、回复": "严重延误"}
    row = Objection(
        "第1季度", "甲组", "数据分析", "及时", "", "", "", None, "", "", "", None, "乙方意见!A2"
    )
    forms = [form("甲组", **low)]
    plain = book(forms)
    first = nth_quarter(plain.settings.date("服务起始日"), 1)
    decided = Decided.of(first, forms, [], [], plain.settings)
    claims, _ = claims_of([row], decided, CONTRACT)
    score = score_quarter(
        list(decided.claimed(claims).forms.values()), [], first, CONTRACT, plain.settings
    )
    money = settle(score.average, [], plain.settings)
    return filled(book(forms, dispute=Dispute(claims, score, money, ())))


SHORT = [["第1季度", "", "安政〔2024〕1号", "600000", "金额计算有误", "", "李某", DAY]]


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Settled:
    """750 + 650,000 are deducted of 536,580: 114,170 is owed, 64,170 as the vendor claims."""
    deductions = [["第1季度", "3.3", "安政〔2024〕1号", "赔偿金", 650000]]
    rows = {**ROWS, "其他扣款": deductions, "乙方意见": SHORT}
    return unsettled(tmp_path_factory.mktemp("short"), rows=rows).settle()


@pytest.fixture(scope="module")
def recalculated(short: Settled, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Cells]:
    """What a spreadsheet program makes of ``short`` (欠款) and of a form changed there (改选)."""
    folder = tmp_path_factory.mktemp("recalculated")
    contents = {"欠款": with_wrong_results(short.content), "改选": claimed_of_one_item()}
    files = [folder / f"{name}.xlsx" for name in contents]
    for path, content in zip(files, contents.values(), strict=True):
        path.write_bytes(content)
    names = [named_cells(content) for content in contents.values()]
    sheet, choices = names[1]["", "所选_1"]
    put(files[1], f"{sheet}!{choices.partition(':')[0]}", "10分钟以上")
    made = convert(files, "xls", folder)
    return {path.stem: Cells(path, own) for path, own in zip(made, names, strict=True)}


@needs_office
def test_the_claimed_amount_follows_what_finance_flips(recalculated: Mapping[str, Cells]) -> None:
    """A choice of 甲方 that is changed counts in both, unless the vendor claims another."""
    cells = recalculated["改选"]
    assert (round(cells["单据_应付"], 2), round(cells["单据_主张"], 2)) == (534580.0, 536080.0)


OWED = "单据_补足说明", "争议_主张补足", "争议_认定补足", "单据_争议", "核对_总", "主张_核对_总"


def test_a_shortfall_is_shown_as_decided_and_as_claimed(short: Settled) -> None:
    (line,) = [line for line in short.scored.banners if "争议金额" in line]
    assert line.endswith("争议金额 0.00 元；乙方应补足 114,170.00 元，按其主张 64,170.00 元")
    said = (
        "各项扣款超出每季度服务费的部分，由乙方继续补足（合同3.3）；按乙方主张应补足 64,170.00 元"
    )
    agreed = "全部步骤与工具结果一致"
    assert values_of(short, *OWED) == [said, 64170, 114170, 0, agreed, agreed]


@needs_office
def test_a_spreadsheet_program_comes_to_the_same_shortfall(
    short: Settled, recalculated: Mapping[str, Cells]
) -> None:
    assert [recalculated["欠款"][name] for name in OWED] == values_of(short, *OWED)


def test_a_settlement_says_when_an_objection_was_raised(settled: Settled) -> None:
    opened = sheet_of(settled.content, "争议计算")
    assert opened["J5"].value == datetime(2024, 3, 27)
    assert [opened[f"K{row}"].value for row in range(5, 9)] == ["计入争议"] * 3 + ["文字意见"]

"""The settlement workbook: what each sheet says."""

import io
import re
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from macros_py.settlement.assembly import filled
from macros_py.settlement.content import SettlementContent
from macros_py.settlement.form_sheet import options_text
from tests.evaluations import TERMS
from tests.macros_py.settlement.samples import (
    CONTRACT,
    KINDS,
    book,
    crowded,
    deduction,
    event,
    form,
    ordinary,
)
from tests.named_cells import named_cells
from tests.workbook.packages import MAIN, parts
from workbook.evaluation.reader import read_evaluation
from workbook.xlsx.filling.grid import split_range


class Opened:
    """A filled workbook as a reader sees it, by sheet and by name."""

    def __init__(self, settled: SettlementContent) -> None:
        self.content = filled(settled)
        self._book = openpyxl.load_workbook(
            io.BytesIO(self.content), read_only=True, data_only=True
        )
        self._names = named_cells(self.content)
        self._sheets: dict[str, list[tuple[object, ...]]] = {}

    def __getitem__(self, name: str) -> object:
        return self.column(name)[0]

    def column(self, name: str, sheet: str = "") -> list[object]:
        title, cells = self._names[sheet, name]
        top, left, bottom, _ = split_range(cells)
        return [row[left - 1] for row in self._rows(title)[top - 1 : bottom]]

    def texts(self, sheet: str) -> list[list[object]]:
        return [[value for value in row if value is not None] for row in self._rows(sheet)]

    def _rows(self, sheet: str) -> list[tuple[object, ...]]:
        if sheet not in self._sheets:
            self._sheets[sheet] = list(self._book[sheet].iter_rows(values_only=True))
        return self._sheets[sheet]


def test_the_form_keeps_the_contracts_lines() -> None:
    settled = book(
        [form(opinion="同意", 工作纪律="较差")],
        settings={"合同编号": "HT-1", "验收部门": "诉求中心"},
    )
    assert Opened(settled).texts("附件2") == [
        ["附件2：验收评价表", "评估对象：", "驻场服务团队"],
        ["验收评价表（服务类）"],
        [
            *("验收部门", "诉求中心", "评估日期", datetime(2024, 3, 26)),
            *("合同编号", "HT-1"),
        ],
        [
            *("服务商名称", "北京兴众联城信息技术有限公司", "合同名称\n/周期"),
            "安定镇12345接诉即办服务合同\n第1季度\n2023-12-26至2024-03-25",
        ],
        ["评估内容\n/权重", "评估内容", "评估标准", "得分"],
        [
            *("纪律\n(20%)", "勤务管理(10分)"),
            *("☑ 正常出勤10分  ☐ 迟到、早退10分钟以内8分  ☐ 10分钟以上0分", 10),
        ],
        ["工作纪律(10分)", "☐ 好10分  ☐ 较好8分  ☐ 一般5分  ☑ 较差2分  ☐ 很差0分", 2],
        ["业务\n(60%)", "案件接收、派单(15分)", FIFTEEN, 15],
        ["案件催办、督办、反馈(15分)", FIFTEEN, 15],
        ["案件审核、回复(15分)", FIFTEEN, 15],
        ["数据分析(15分)", FIFTEEN, 15],
        ["服务\n(20%)", "人员招聘和补充(10分)", TEN, 10],
        ["人员退回和处罚(10分)", TEN, 10],
        ["明显违约\n违规项", "说明：", "扣分"],
        ["评估意见", "同意"],
        ["验收部门负责人\n签字"],
        ["验收工作人员\n签字"],
        ["本表：基础分92，扣0，得分92"],
        ["核验码："],
        ["服务起始日未经甲方确认"],
    ]


FIFTEEN = "☑ 及时15分  ☐ 基本及时10分  ☐ 不及时5分  ☐ 严重延误0分"
TEN = "☑ 及时10分  ☐ 基本及时8分  ☐ 不及时5分  ☐ 严重延误0分"


def test_options_without_a_choice_are_all_open() -> None:
    assert "☑" not in options_text(CONTRACT.items[0], "")


@pytest.mark.parametrize("settled", [book(), ordinary(), crowded()])
def test_forms_read_back_to_the_same_record(settled: SettlementContent, tmp_path: Path) -> None:
    path = tmp_path / "验收结算.xlsx"
    path.write_bytes(filled(settled))
    read = read_evaluation(path, TERMS)
    assert len(read.forms) == len(settled.score.forms)
    for mine, back in zip(settled.score.forms, read.forms, strict=True):
        assert (back.subject, back.date, back.opinion) == (mine.subject, mine.date, mine.opinion)
        assert (dict(back.choices), back.quarter, back.state) == (mine.choices, "第1季度", "定稿")
        events = [found for found in read.events if found.subject == mine.subject]
        for own, found in zip(mine.events, events, strict=True):
            assert (found.kind, found.description, found.case_id) == (
                *(own.kind, own.description),
                own.case_id,
            )
            assert (found.confirmed_by, found.confirmed_on) == (own.confirmed_by, own.confirmed_on)


def test_an_unconfirmed_event_is_shown_and_costs_nothing() -> None:
    settled = book(events=[event(KINDS[0], by="", text="待核实")])
    opened = Opened(settled)
    assert opened.column("违约说明", "附件2") == ["说明：\n零分工单：待核实（未认定）"]
    assert opened.column("违约扣分", "附件2") == [0]
    assert (opened["情形_认定"], opened["表内扣分"], opened["应付金额"]) == ("未认定", 0, 536580)


def test_several_forms_have_a_sheet_each() -> None:
    settled = book([form("甲/组"), form("甲\\组"), form("长" * 40)])
    titles = openpyxl.load_workbook(io.BytesIO(filled(settled)), read_only=True).sheetnames
    assert titles[:3] == ["附件2-甲-组", "附件2-甲-组(2)", "附件2-" + "长" * 27]
    tables = ["评分计算", "争议计算", "时限统计", "时限统计（续）", "口径说明"]
    assert titles[3:] == ["结算单", *tables]


def test_the_bill_says_what_is_paid_and_why() -> None:
    opened = Opened(ordinary())
    assert opened["单据_期次"] == "第1季度（第1/4期）\n2023-12-26 至 2024-03-25"
    assert opened.column("提示_内容") == ["▲ 服务起始日未经甲方确认", "▲ 暂定，以审计结果为准"]
    assert opened["绩效_依据"] == (
        "季度平均分 65.50（2 份评价表）；（80 − 65.5）× 100.00 元/分 = 1,450.00"
    )
    assert (opened["绩效_条款"], opened["绩效_金额"]) == ("2.2", 1450)
    assert opened["其他扣款_依据"] == "文号：安政函5号；违约金"
    assert (opened["单据_应付"], opened["单据_补足"]) == (533895.44, 0)
    assert opened["单据_大写"] == "人民币伍拾叁万叁仟捌佰玖拾伍元肆角肆分"
    assert opened["收款_账号"] == "11050110070100000389"
    assert opened["收款_代码说明"] == "银行代码按合同照录，为9位；银行联行号通常为12位"
    assert opened["附件_清单"].startswith("附件2 验收评价表 2 份；")
    assert opened["附件_张数"] == "5 份，打印后共　　　张"
    assert (opened["单据_编号"], opened["单据_日期"]) == ("第1季度-01", datetime(2024, 3, 26))
    sums = [opened[f"累计_{name}"] for name in ("含本期", "扣款", "余额")]
    assert sums == [533895.44, 2684.56, 1609740]


MEAN = "季度平均分 91.67（275/3）（3 份评价表）；"


@pytest.mark.parametrize(
    ("forms", "settings", "reason"),
    [
        ([form()], {}, "季度平均分 100.00（1 份评价表），不低于达标分 80，不扣款"),
        (
            [form("甲", 数据分析="严重延误"), form("乙"), form("丙", 数据分析="不及时")],
            {"达标分": "95"},
            MEAN + "（95 − 275/3）× 100.00 元/分 = 333.33",
        ),
        (
            [form("甲", 数据分析="严重延误"), form("乙"), form("丙", 数据分析="不及时")],
            {"达标分": "95", "不足1分": "进位"},
            MEAN + "95 − 275/3，不足1分进位，计 4 分 × 100.00 元/分 = 400.00",
        ),
    ],
)
def test_the_deduction_says_how_it_came(forms, settings, reason: str) -> None:
    assert Opened(book(forms, settings=settings))["绩效_依据"] == reason


def test_what_the_fee_cannot_cover_is_the_vendors_to_make_up() -> None:
    opened = Opened(book(deductions=[deduction("600000.01")]))
    assert (opened["单据_应付"], opened["单据_补足"]) == (0, 63420.01)
    assert opened["单据_大写"] == "人民币零元整"


def test_the_total_price_is_paid_deducted_and_left() -> None:
    settled = book(paid_before=Decimal("1072160.01"), deducted_before=Decimal("999.99"))
    opened = Opened(settled)
    names = ("前期", "前期扣款", "含本期", "扣款", "余额")
    sums = [opened[f"累计_{name}"] for name in names]
    assert sums == [1072160.01, 999.99, 1608740.01, 999.99, 536580]
    assert opened["合同_总价"] == pytest.approx(sum(sums[2:]))


def test_every_formula_has_its_value_and_every_step_agrees() -> None:
    opened = Opened(crowded())
    for name, data in parts(opened.content).items():
        if name.startswith("xl/worksheets/"):
            for cell in etree.fromstring(data).iter(MAIN + "c"):
                if cell.find(MAIN + "f") is not None:
                    assert cell.findtext(MAIN + "v"), (name, cell.get("r"))
    steps = re.findall(r"(?<=工具_)\w+", " ".join(n for _, n in named_cells(opened.content)))
    assert all(opened[f"核对_{step}"] == "一致" for step in steps if step != "大写")
    assert opened["核对_总"] == "全部步骤与工具结果一致"


def test_the_stages_of_vendor_and_units_are_apart() -> None:
    opened = Opened(ordinary())
    assert opened.column("乙方_环节") == ["接收", "转派", "退回", "挂账月报"]
    assert opened.column("单位_环节") == ["首次联系", "阶段反馈", "办结"]
    assert opened.column("回访_已回访") == [2800]
    assert opened.column("乙方_分数") == ["2810/2950", "2500/2500", "—", "11/14"]
    assert opened.column("乙方_比例")[0] == pytest.approx(float(Fraction(2810, 2950)))
    assert opened.column("乙方_比例")[2] == "—"
    counts = list(zip(opened.column("未达_环节"), opened.column("未达_件数"), strict=True))
    assert counts == [
        *(("接收", 140), ("接收", None), ("接收", None), ("接收", None), ("接收", 1)),
        *(("首次联系", 60), ("首次联系", None), ("挂账月报", 3)),
    ]
    assert opened.column("未达_编号")[4] == "DX2024000777"


def test_each_reading_shows_what_its_other_choices_would_pay() -> None:
    settled = ordinary()
    opened = Opened(settled)
    rows = dict(
        zip(
            zip(opened.column("口径表_名称"), opened.column("口径表_其他"), strict=True),
            opened.column("口径表_应付"),
            strict=True,
        )
    )
    assert rows == {
        (other.reading, other.choice): float(other.payable) for other in settled.alternatives
    }
    assert rows["不足1分", "进位"] == 533845.44
    assert set(opened.column("口径表_补足")) == {0}
    clauses = dict(zip(opened.column("口径表_名称"), opened.column("口径表_条款"), strict=True))
    assert clauses["特殊情形计次"] == "2.2"


def test_a_reading_is_seen_where_nothing_is_payable_any_more() -> None:
    """3.3: under a shortfall the payable is 0.00 whatever the reading, what is owed is not."""
    events = [event(KINDS[0]), event(KINDS[0])]
    opened = Opened(book(events=events, deductions=[deduction("643896.00")]))
    rows = {
        (name, choice): (payable, owed)
        for name, choice, payable, owed in zip(
            *(opened.column(f"口径表_{column}") for column in ("名称", "其他", "应付", "补足")),
            strict=True,
        )
    }
    assert opened["单据_补足"] == 110316
    assert rows["特殊情形计次", "逐次"] == (0, 115316)
    assert rows["特殊情形扣自", "季度平均分"] == (0, 110316)


def test_the_notes_tell_the_checks_and_the_limits_outside_the_contract() -> None:
    opened = Opened(book(notes=[("补充", "已办", "电话 13812345678")]))
    notes = dict(
        zip(
            opened.column("事项_名称"),
            zip(opened.column("事项_结论"), opened.column("事项_说明"), strict=True),
            strict=True,
        )
    )
    words = "人民币贰佰壹拾肆万陆仟叁佰贰拾元整"
    product = "4 × 536,580.00 = 2,146,320.00；合同总价 2,146,320.00"
    stated = f"（{words}），合同写明的大写为{words}（合同3.1、3.2）"
    assert notes["价款核对"] == ("✓ 相符", product + stated)
    assert notes["服务起始日"][0] == "未确认"
    assert notes["合同编号"][0] == "未填写"
    assert "首页未填写" in notes["合同编号"][1]
    assert notes["时限等级"][0] == "非合同约定"
    assert "疑难、复杂" in notes["时限等级"][1]
    assert notes["补充"] == ("已办", "电话 138****5678")


def test_a_contract_number_that_is_there_is_not_said_to_lack() -> None:
    opened = Opened(book(settings={"合同编号": "ADZ-1"}))
    rows = zip(*(opened.column(f"事项_{name}") for name in ("名称", "结论", "说明")), strict=True)
    assert ("合同编号", "已填写", "ADZ-1（合同首页）") in rows


def test_a_sample_says_so_on_every_sheet_and_page() -> None:
    content = filled(book(sample=True))
    opened = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in opened:
        texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
        assert any("示例数据" in text for text in texts), sheet.title
        assert "示例数据" in sheet.oddHeader.right.text, sheet.title
    assert b"\xe7\xa4\xba\xe4\xbe\x8b" not in filled(book())


def test_phone_and_identity_numbers_are_masked_everywhere() -> None:
    secret, identity = "13912345678", "110101199003071234"
    text = f"来电 {secret} 反映，身份证 {identity}"
    settled = book(
        [form(opinion=text)],
        [event(KINDS[0], text=text)],
        [deduction("1", text, f"函 {secret}")],
        notes=[("补充", "", text)],
    )
    everything = b"".join(parts(filled(settled)).values()).decode("utf-8", "replace")
    assert secret not in everything
    assert identity not in everything
    assert everything.count("139****5678") > 4


def test_text_of_people_is_never_a_formula() -> None:
    settled = book(
        [form("=1+1", "=HYPERLINK(1)")],
        [event(KINDS[0], "=1+1", text="+1")],
        [deduction("1", "@x", "-1")],
        {"合同编号": "=A1", "合同名称": "+B", "验收部门": "-C", "收款户名": "@D"},
    )

    def formulas(content: SettlementContent) -> list[int]:
        opened = openpyxl.load_workbook(io.BytesIO(filled(content)), read_only=True)
        return [sum(c.data_type == "f" for row in sheet for c in row) for sheet in opened]

    assert formulas(settled) == formulas(book())
    assert sum(formulas(book())) > 100


def test_the_same_settlement_gives_the_same_bytes() -> None:
    assert filled(ordinary()) == filled(ordinary())


def test_rows_of_a_table_are_all_there_and_summed() -> None:
    opened = Opened(crowded())
    assert opened.column("其他扣款_序号") == list(range(3, 11))
    assert opened["其他扣款合计"] == 8028.28

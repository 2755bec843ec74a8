"""The ribbon, and that each constraint is really looked at: every broken variant is noticed."""

from pathlib import Path

import pytest
from lxml import etree

from addin.build.customui import NAMESPACE, ribbon_xml
from macros_py.catalogue.buttons import BUTTONS, TAB
from tests.addin.customui_rules import actions, callbacks, faults

GOOD = ribbon_xml().decode()


def test_our_ribbon_keeps_every_constraint() -> None:
    assert faults(ribbon_xml()) == []


def test_it_shows_the_table_in_order() -> None:
    root = etree.fromstring(ribbon_xml())
    tab = root.find(f".//{{{NAMESPACE}}}tab")
    assert tab is not None
    assert tab.get("label") == TAB
    shown = [(group.get("label"), b.get("label"), b.get("tag")) for group in tab for b in group]
    assert shown == [(b.group, b.label, b.action) for b in BUTTONS]


def test_the_tab_is_the_one_designed() -> None:
    groups: dict[str, list[str]] = {}
    for button in BUTTONS:
        groups.setdefault(button.group, []).append(button.label)
    assert groups == {
        "台账": [
            *("导入", "识别列", "刷新时限", "今日待办", "催办单"),
            *("台账体检", "回复检查"),
        ],
        "统计": ["三率", "分析报告", "年度汇总"],
        "考核": [
            *("证据统计", "零分候选", "打印评价表", "计算季度得分", "生成验收结算"),
            *("签认", "核验", "撤销", "付款单"),
        ],
        "帮助": ["使用说明", "设置", "诊断", "关于"],
    }
    assert all(button.screentip and button.supertip for button in BUTTONS)
    assert len({button.action for button in BUTTONS}) == len(BUTTONS)
    assert len({button.image for button in BUTTONS}) == len(BUTTONS)


def test_every_icon_is_one_that_excel_has() -> None:
    lines = (Path(__file__).parents[1] / "data" / "excel_icons.txt").read_text().splitlines()
    known = {line for line in lines if not line.startswith("#")}
    assert {button.image for button in BUTTONS} <= known
    assert not {"FindDialog", "AcceptInvitation", "Info"} & known


def test_what_it_calls() -> None:
    assert callbacks(ribbon_xml()) == {"JsjbRun"}
    assert actions(ribbon_xml()) == [button.action for button in BUTTONS]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (NAMESPACE, "http://schemas.microsoft.com/office/2006/01/customui", "customUI"),
        ("<ribbon>", "<ribbon><button id='x'/>", "button 不能在 ribbon 之下"),
        ('id="jsjb_about"', 'id="jsjb_verify"', "重复"),
        ('id="jsjb_about" ', "", "应当恰有一个 id"),
        ('id="jsjb_about"', 'id="jsjb_about" idMso="Copy"', "没有属性 idMso"),
        ('id="jsjb_about"', 'id="1about"', "取值不合规定"),
        ('id="jsjb_about"', 'id="关于"', "取值不合规定"),
        ('label="关于"', 'label=""', "取值不合规定"),
        ('label="关于"', f'label="{"长" * 1025}"', "取值不合规定"),
        ('imageMso="Help"', 'imageMso="In fo"', "取值不合规定"),
        ('imageMso="Help"', 'image_mso="Help"', "没有属性 image_mso"),
        ('size="large"', 'size="huge"', "取值不合规定"),
        ('onAction="JsjbRun"', 'onAction="a b"', "取值不合规定"),
        ("</tabs>", "</tabs>text", "里有文字"),
        ("</customUI>", "", "不是完整的 XML"),
    ],
)
def test_a_broken_ribbon_is_noticed(old: str, new: str, fault: str) -> None:
    broken = GOOD.replace(old, new)
    assert broken != GOOD
    assert any(fault in one for one in faults(broken.encode()))

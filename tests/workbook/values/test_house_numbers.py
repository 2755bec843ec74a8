"""Places lose their house number and nothing else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbook.values.house_numbers import OMITTED, without_house_number


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        ("安定镇东白塔村12号", "安定镇东白塔村"),
        ("安定镇东白塔村１２号", "安定镇东白塔村"),
        ("东白塔村十二号", "东白塔村"),
        ("兴安大街3号院2号楼1单元501室", "兴安大街"),
        ("兴安小区3-2-501", "兴安小区"),
        ("兴安小区 3号楼", "兴安小区"),
        ("兴安小区A座501室", "兴安小区A座"),
        ("善台子村门牌36", "善台子村"),
        ("东白塔村甲5号", "东白塔村"),
        ("金星西路5号及5号院4号楼4层3单元510", "金星西路"),
        ("05 MANHATTAN", "05 MANHATTAN"),
        ("Unspecified BROOKLYN", "Unspecified BROOKLYN"),
        ("安定镇南二巷12", "安定镇南二巷"),
        ("兴安家园三区2#501", "兴安家园三区"),
        ("宝善庄村1区12", "宝善庄村1区"),
        ("兴安家园2期3号楼", "兴安家园2期"),
        ("西白塔村甲15", "西白塔村"),
        ("兴安家园A座501", "兴安家园A座"),
        ("中心街东12", "中心街东"),
        ("东白塔村第3家", "东白塔村"),
        ("东白塔村十二", "东白塔村"),
        ("2号楼", OMITTED),
        ("12号院", OMITTED),
        ("12號", OMITTED),
        ("3门502", OMITTED),
        ("3#2单元", OMITTED),
        ("3-2-501", OMITTED),
        ("门牌36", OMITTED),
        ("东白塔村", "东白塔村"),
        ("第三社区", "第三社区"),
        ("三间房村", "三间房村"),
        ("八一社区", "八一社区"),
        ("66", "66"),
        ("一号村", "一号村"),
        ("不详", ""),
        (5.0, "5"),
    ],
)
def test_place(place: object, kept: str) -> None:
    assert without_house_number(place) == kept


NAMES = (
    *("东白塔村", "十八里村", "三里村", "五号村", "第二社区", "第3社区", "南三社区", "七号院社区"),
    *("安定镇南二巷", "兴安家园三区", "兴安家园2期", "地铁1号线旁", "三门峡路", "104国道", "五区"),
)
HOUSES = (
    *(
        "12号",
        "１２号",
        " 138",
        "501",
        "2#501",
        "甲15",
        "12门",
        "3门502",
        "12號",
        "12-3",
        "3-2-501",
    ),
    *(
        "十二号",
        "一二号",
        "附12号",
        "2号楼",
        "12号院",
        "5排3号",
        "3 弄 5",
        "12 号",
        "（12号）",
        "A501",
    ),
    *("3号院5号楼", "5-301室", "1单元", "第3家", "之12", "12层", "门牌36", " No.12", "12栋", "2幢"),
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stays_though_it_has_a_number(name: str) -> None:
    assert without_house_number(name) == name


@given(st.sampled_from(NAMES), st.lists(st.sampled_from(HOUSES), min_size=1, max_size=3))
def test_nothing_of_a_house_number_stays(name: str, houses: list[str]) -> None:
    assert without_house_number(name + "".join(houses)) == name


@example("村五1")
@given(st.text("东白塔村五号1２3-# 区院楼A甲第里线路", max_size=12))
def test_a_place_that_was_cut_stays_as_it_is(text: str) -> None:
    once = without_house_number(text)
    assert without_house_number(once) == once

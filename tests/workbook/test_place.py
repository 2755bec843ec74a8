"""Places lose their house number and nothing else."""

import pytest

from workbook.place import without_house_number


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

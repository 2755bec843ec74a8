"""What happens to references when row 12 of 结算单 is repeated four more times."""

import pytest

from workbook.xlsx.filling.references import Stretch, copied, expanded

STRETCH = Stretch("结算单", 12, 4)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("F11", "F11"),
        ("F12", "F12"),
        ("F13", "F17"),
        ("$F$13", "$F$17"),
        ("SUM(F12:F12)", "SUM(F12:F16)"),
        ("SUM(F10:F12)", "SUM(F10:F16)"),
        ("SUM(F10:F11)", "SUM(F10:F11)"),
        ("SUM(F13:F14)", "SUM(F17:F18)"),
        ("SUM(10:12)", "SUM(10:16)"),
        ("SUM(F:F)", "SUM(F:F)"),
        ("'结算单'!F20+结算单!F20", "'结算单'!F24+结算单!F24"),
        ("评分计算!F20", "评分计算!F20"),
        ('IF(A1="F13",单价,F13)', 'IF(A1="F13",单价,F17)'),
    ],
)
def test_formulas_on_the_sheet_follow(before: str, after: str) -> None:
    assert STRETCH.formula(before, "结算单") == after


def test_formulas_on_another_sheet_follow_only_what_names_the_sheet() -> None:
    assert STRETCH.formula("SUM(F12:F12)+F20", "评分计算") == "SUM(F12:F12)+F20"
    assert STRETCH.formula("SUM(结算单!F12:F12)+F20", "评分计算") == "SUM(结算单!F12:F16)+F20"


def test_a_range_along_the_repeated_row_stays_within_it() -> None:
    inside = STRETCH.formula("SUM(B12:I12)+SUM(K10:K12)+B14", "结算单", inside=True)
    assert inside == "SUM(B12:I12)+SUM(K10:K16)+B18"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("'结算单'!$F$12", "'结算单'!$F$12:$F$16"),
        ("'结算单'!$F$13", "'结算单'!$F$17"),
        ("'结算单'!$A$1:$H$40,'结算单'!$3:$3", "'结算单'!$A$1:$H$44,'结算单'!$3:$3"),
        ("'结算单'!$A:$B,'结算单'!$1:$2", "'结算单'!$A:$B,'结算单'!$1:$2"),
        ("'附件2'!$F$12", "'附件2'!$F$12"),
        ("#REF!", "#REF!"),
        ('"常量12"', '"常量12"'),
    ],
)
def test_names_follow_and_a_cell_of_the_row_becomes_the_list(before: str, after: str) -> None:
    assert STRETCH.name(before) == after


def test_a_sheet_name_with_a_quote_is_known() -> None:
    assert Stretch("a'b", 2, 1).name("'a''b'!$A$2") == "'a''b'!$A$2:$A$3"


def test_a_copied_formula_looks_at_its_own_row() -> None:
    assert copied("SUM(B12:I12)+$K$3+C$2", 2) == "SUM(B14:I14)+$K$3+C$2"


def test_a_shared_formula_is_spelled_out() -> None:
    assert expanded("A1*$B$1", "C1", "D3") == "B3*$B$1"

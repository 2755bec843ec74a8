"""Drawing the blank workbooks anew."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from templates.draw import evaluation, ledger
from templates.draw.style import save
from tests.evaluations import CONTRACT


@pytest.mark.parametrize("draw", [evaluation.draw, ledger.draw])
def test_drawing_twice_gives_the_same_bytes(draw, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        save(draw(CONTRACT), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_what_the_contract_changes_is_drawn(tmp_path: Path) -> None:
    setting = {**CONTRACT["setting"][0], "key": "新口径", "value": "甲", "choices": ["甲", "乙"]}
    changed = {**CONTRACT, "setting": [setting], "event": {"points": 60, "kinds": ["失职"]}}
    save(evaluation.draw(changed), tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    assert [cell.value for cell in book["合同设置"][2]][:2] == ["新口径", "甲"]
    (rule,) = book["合同设置"].data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("B2", '"甲,乙"')
    lists = [rule.formula1 for rule in book["违约违规"].data_validations.dataValidation]
    assert '"失职"' in lists
    guide = [cell.value for cell in book["使用说明"]["B"]]
    assert any("每项扣60分" in text for text in guide if text)


def test_an_option_with_a_comma_is_no_inline_list() -> None:
    words = [{"words": ["特急,突发"], "value": "2小时"}]
    with pytest.raises(ValueError, match="not an inline list"):
        ledger.draw({**CONTRACT, "limit_class": words})

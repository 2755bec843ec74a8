"""The whole settlement workbook, 附件2 and 结算单 before all, is the one that was looked at."""

from collections.abc import Callable, Mapping

import pytest

from macros_py.settlement.assembly import filled
from tests.golden.compare import FOLDER, differences
from tests.macros_py.settlement.samples import book, ordinary
from tests.workbook.packages import parts, repacked

GOLDEN: Mapping[str, Callable[[], bytes]] = {
    "验收结算_一份表.xlsx": lambda: filled(book()),
    "验收结算_两份表.xlsx": lambda: filled(ordinary()),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_workbook_is_the_expected_one(name: str) -> None:
    assert differences((FOLDER / name).read_bytes(), GOLDEN[name]()) == []


def test_a_changed_cell_shows() -> None:
    content = filled(book())
    fee = b"<v>536580</v>"
    name = next(name for name, part in parts(content).items() if fee in part)
    spoiled = parts(content)[name].replace(fee, b"<v>536580.01</v>")
    (found,) = differences(content, repacked(content, {name: spoiled}))
    assert found.startswith(f"{name} 第")
    assert "536580.01" in found

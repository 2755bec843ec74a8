"""The fonts that a document names and a computer may lack."""

import pytest

from macros_py.desk.reports.word.fonts import installed_fonts, missing_fonts
from macros_py.desk.reports.word.look import FONTS


@pytest.mark.parametrize(
    ("installed", "missing"),
    [
        ([], FONTS),
        (["SimSun & NSimSun (TrueType)", "SimHei (TrueType)"], (FONTS[0], *FONTS[2:4])),
        (["仿宋_GB2312,FangSong_GB2312", "KaiTi_GB2312", "宋体", "黑体"], (FONTS[0],)),
        (["FZXiaoBiaoSong-B05S (TrueType)", "仿宋_GB2312", "楷体_GB2312", "宋体", "黑体"], ()),
    ],
)
def test_what_is_missing(installed: list[str], missing: tuple[str, ...]) -> None:
    assert missing_fonts(installed) == missing


def test_the_computer_tells_its_fonts_or_nothing() -> None:
    found = installed_fonts()
    assert found is None or all(isinstance(name, str) for name in found)

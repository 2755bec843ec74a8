"""Tables on the terminal: a figure is never cut, however narrow it is and however long a name."""

import pytest
from rich.console import Console

from macros_py.terminal import lines

NAME = "->".join(
    ["城乡建设和市政管理", "市政基础设施", "道路照明设施损坏维修不及时", "路灯" + "很暗" * 12]
)
HEADERS = ["问题分类", "计入件数", "响应率", "解决率"]
ROWS = [[NAME, "12345", "100.00%", "—"], ["短", "1", "0.05%", "33.33%"]]


def test_a_pipe_takes_the_whole_table(capsys: pytest.CaptureFixture[str]) -> None:
    lines.say_table(HEADERS, ROWS)
    printed = capsys.readouterr().out
    (line,) = [line for line in printed.splitlines() if NAME in line]
    assert line.split() == [NAME, "12345", "100.00%", "—"]


@pytest.mark.parametrize("width", [30, 60, 80])
def test_a_narrow_terminal_folds_the_name_only(
    width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        lines, "_console", lambda: Console(width=width, force_terminal=True, color_system=None)
    )
    lines.say_table(HEADERS, ROWS)
    printed = capsys.readouterr().out.splitlines()
    assert [line.split()[1:] for line in printed if "12345" in line] == [["12345", "100.00%", "—"]]
    assert [line.split() for line in printed if "短" in line] == [ROWS[1]]
    folded = [line.split()[0] for line in printed[2:] if line.strip() and "短" not in line]
    assert NAME in "".join(folded)
    assert len(folded) > 1


def test_a_table_without_rows_is_its_headers(capsys: pytest.CaptureFixture[str]) -> None:
    lines.say_table(HEADERS, [])
    assert capsys.readouterr().out.split()[:4] == HEADERS


HOSTILE = "甲\x1b[2J\x9b1m\u202e\u2066村\n核验通过\r\u2028\u200b"
SHOWN = "甲⟨U+001B⟩[2J⟨U+009B⟩1m⟨U+202E⟩⟨U+2066⟩村↵核验通过⟨U+000D⟩⟨U+2028⟩⟨U+200B⟩"


def test_what_comes_from_a_file_cannot_steer_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines.say(HOSTILE)
    lines.say_banners([HOSTILE])
    assert capsys.readouterr().out == f"{SHOWN}\n【{SHOWN}】\n"
    lines.say_table([HOSTILE, "件数"], [[HOSTILE, "1"], ["短", HOSTILE]])
    printed = capsys.readouterr().out
    assert printed.count(SHOWN) == 3
    assert not set("\x1b\x9b\u202e\u2066\u2028\u200b\r") & set(printed)

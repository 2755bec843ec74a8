"""Section 五: long remarks in texts that a page can hold."""

from hypothesis import given
from hypothesis import strategies as st

from macros_py.settlement.references import text_blocks

LINES = st.lists(st.text(st.sampled_from("甲乙、A1"), max_size=900), max_size=12)


def test_short_lines_stay_together() -> None:
    assert text_blocks(["一", "二"]) == ["一\n二"]
    assert text_blocks([]) == [""]
    assert text_blocks([""]) == [""]


def test_ten_lines_are_a_block() -> None:
    assert [block.count("\n") + 1 for block in text_blocks(["迟到"] * 25)] == [10, 10, 5]


def test_a_long_list_is_cut_between_its_members() -> None:
    members = [f"人员!A{n}（逾期未办）" for n in range(100)]
    blocks = text_blocks(["、".join(members)])
    assert len(blocks) > 3
    assert all(block.endswith("、") for block in blocks[:-1])
    assert "".join(blocks) == "、".join(members)


@given(lines=LINES)
def test_nothing_is_lost_and_no_block_is_too_long(lines: list[str]) -> None:
    blocks = text_blocks(lines)
    assert "".join(blocks).replace("\n", "") == "".join(lines)
    assert all(len(block) <= 360 for block in blocks)

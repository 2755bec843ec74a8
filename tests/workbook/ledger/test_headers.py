"""Recognising the header row and its columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.ledger.headers import ALIASES, checked_pins, find_header
from workbook.values.headers import normalised
from workbook.values.refusals import HeaderError

ALL = [(name, header) for name, headers in ALIASES.items() for header in headers]


def test_no_header_means_two_fields() -> None:
    headers = [normalised(header) for _, header in ALL]
    assert len(headers) == len(set(headers))


@pytest.mark.parametrize(
    "header",
    [
        "派单时间",
        " 派 单\n时间 ",
        "派单时间*",
        "派单时间（必填）",
        "派单时间(必填)*",
        "派单时间：",
        "*派单时间:",
        "「派单时间」",
        "派单时间 （必填）：",
    ],
)
def test_headers_are_compared_without_their_marks(header: str) -> None:
    assert normalised(header) == "派单时间"


def test_digits_and_letters_count() -> None:
    assert normalised("２４小时反馈时间") == normalised("24小时反馈时间")
    assert normalised("Unique  Key") == normalised("unique_key")


@pytest.mark.parametrize(("name", "header"), ALL)
def test_every_alias(name: str, header: str) -> None:
    found = find_header([["x", header]], {})
    assert found is not None
    assert found.columns == {name: 1}


def test_the_best_row_of_the_first_twenty() -> None:
    title = ["安定镇案件台账", "", ""]
    row = ["工单编号", "派单时间", "备注"]
    found = find_header([title] * 19 + [row], {})
    assert found is not None
    assert (found.first, found.last) == (20, 20)
    assert find_header([title] * 20 + [row], {}) is None
    assert find_header([row], {}, first_row=21) is None
    note = ["注：编号", "社区", "标题"]
    found = find_header([note, row, ["工单编号", "派单时间", "接收时间"]], {})
    assert found is not None
    assert found.first == 3


def test_a_merged_header_of_two_rows() -> None:
    top = ["工单编号", "派单", "", "办结", "回访情况", "", "备注"]
    bottom = ["", "时间", "系统", "时间", "是否有效回访", "满意度", ""]
    found = find_header(
        [["台账", "", "", "", "", "", ""], top, bottom, ["A1", "2024", "", "", "", "", ""]], {}
    )
    assert found is not None
    assert (found.first, found.last) == (2, 3)
    assert found.columns == {
        "case_id": 0,
        "dispatched_at": 1,
        "system": 2,
        "closed_at": 3,
        "callback_valid": 4,
        "satisfied": 5,
    }


def test_data_below_a_header_is_no_second_header_row() -> None:
    top = ["工单编号", "派单时间", "渠道", ""]
    found = find_header([top, ["A1", "2024-01-05", "电话", "社区"]], {})
    assert found is not None
    assert (found.first, found.last) == (1, 1)


def test_the_template_header_wins() -> None:
    found = find_header([["编号", "工单编号", "派单时间", "下派时间"]], {})
    assert found is not None
    assert found.columns == {"case_id": 1, "dispatched_at": 2}
    assert not found.doubled


def test_two_claims_without_the_template_header() -> None:
    found = find_header([["工单号", "编号", "派单时间", "签收时间", "接单时间"]], {})
    assert found is not None
    assert [claim.field for claim in found.torn] == ["case_id"]
    assert {claim.field: claim.columns for claim in found.doubled} == {
        "case_id": (0, 1),
        "received_at": (3, 4),
    }
    found = find_header([["工单编号", "工单编号*", "派单时间"]], {})
    assert found is not None
    assert found.torn


def test_pins_come_first() -> None:
    pins = checked_pins({"case_id": "受理 编号", "dispatched_at": "Created Date"})
    found = find_header([["工单编号", "受理编号", "派单时间", "created date*"]], pins)
    assert found is not None
    assert found.columns == {"case_id": 1, "dispatched_at": 3}


def test_a_pinned_header_no_longer_means_its_alias() -> None:
    pins = checked_pins({"closed_at": "接收时间"})
    found = find_header([["工单编号", "派单时间", "接收时间"]], pins)
    assert found is not None
    assert found.columns == {"case_id": 0, "dispatched_at": 1, "closed_at": 2}


@pytest.mark.parametrize(
    "pins", [{"nonsense": "x"}, {"unit": " * "}, {"unit": "甲", "place": "甲："}]
)
def test_pins_that_make_no_sense(pins: dict[str, str]) -> None:
    with pytest.raises(HeaderError, match="列映射"):
        checked_pins(pins)


MARKS = st.sampled_from(["", "*", "：", "(必填)", "（必填）*", " ", "\n", "\u3000"])


@given(
    st.lists(st.sampled_from(ALL), min_size=2, unique_by=lambda pair: pair[0]),
    st.integers(0, 15),
    st.data(),
)
def test_titles_and_marks_change_nothing(
    pairs: list[tuple[str, str]], titles: int, data: st.DataObject
) -> None:
    row = [header + data.draw(MARKS) for _, header in pairs]
    title = ["安定镇2024年1月台账", *[""] * (len(row) - 1)]
    found = find_header([title] * titles + [row], {})
    assert found is not None
    assert (found.first, found.last) == (titles + 1, titles + 1)
    assert found.columns == {name: i for i, (name, _) in enumerate(pairs)}

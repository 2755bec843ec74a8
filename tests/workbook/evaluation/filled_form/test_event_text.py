from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluations import KINDS
from workbook.evaluation.filled_form.event_text import EventText, read_events, write_events

DAY = date(2024, 3, 20)
ZERO, FAULT, LEAK = KINDS

plain = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
prose = st.lists(plain | st.sampled_from(["；", "\n", "（工单", "；认定人", *KINDS]), max_size=4)
events = st.builds(
    EventText,
    st.sampled_from(KINDS),
    prose.map("".join).filter(lambda text: "）" not in text and "：" not in text),
    st.from_regex(r"[A-Z0-9-]{0,20}", fullmatch=True),
    st.sampled_from(["", "李主任", "张三（科长）", "李四、王五"]),
    st.none() | st.dates(),
)


@given(st.lists(events, max_size=4))
def test_what_is_written_reads_back(written: list[EventText]) -> None:
    assert read_events(write_events(written), KINDS) == tuple(written)


told = st.tuples(
    st.sampled_from(KINDS),
    st.sampled_from(["：", ":", "，", " "]),
    st.sampled_from(["", "漏签", "媒体曝光，影响大", "3月5日未联系"]),
    st.sampled_from(["", "李四", "王主任"]),
    st.sampled_from(
        ["（认定人：{}）", "，认定人：{}", "；认定人：{}", " 认定人 {}", "（未认定）", ""]
    ),
    st.sampled_from(["", "{}、", "（{}）", "{}."]),
)


@given(st.lists(told, min_size=1, max_size=3), st.sampled_from(["\n", "；", "。", "，", " ", ""]))
def test_what_people_type_is_read_as_meant_or_refused(
    typed: list[tuple[str, str, str, str, str, str]], between: str
) -> None:
    meant, parts = [], []
    for number, (kind, mark, what, by, who, numbered) in enumerate(typed, 1):
        named = who.format(by) if by or "{}" not in who else ""
        parts.append(numbered.format(number) + kind + mark + what + named)
        meant.append((kind, by if "{}" in who else ""))
    try:
        found = read_events(between.join(parts), KINDS, own=False)
    except ValueError:
        return
    assert [(event.kind, event.confirmed_by) for event in found] == meant


def test_the_wording() -> None:
    two = [
        EventText(ZERO, "未联系诉求人", "20240105001", "李主任", DAY),
        EventText(LEAK, "外传工单", "", "", None),
    ]
    assert write_events(two) == (
        "零分工单：未联系诉求人（工单编号：20240105001；认定人：李主任；认定日期：2024-03-20）\n"
        "失密造成严重后果：外传工单（未认定）"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("零分工单", [EventText(ZERO, ZERO, "", "", None)]),
        ("零 分 工 单：未联系", [EventText(ZERO, "未联系", "", "", None)]),
        (
            "零分工单：工单20240105001未及时办理，认定人：李主任，2024年3月20日",
            [EventText(ZERO, "工单20240105001未及时办理", "20240105001", "李主任", DAY)],
        ),
        (
            "因过失造成不良影响：媒体曝光（认定人 张三；认定日期 2024.3.20）",
            [EventText(FAULT, "媒体曝光", "", "张三", DAY)],
        ),
        (
            "1、零分工单：甲；认定人：张三\n2、失密造成严重后果：乙 认定人：",
            [EventText(ZERO, "甲", "", "张三", None), EventText(LEAK, "乙", "", "", None)],
        ),
        (
            "（1）零分工单：甲，认定人：待认定；（2）零分工单：乙，认定人：____",
            [EventText(ZERO, "甲", "", "", None), EventText(ZERO, "乙", "", "", None)],
        ),
        (
            "零分工单：漏签；经核实属实",
            [EventText(ZERO, "漏签;经核实属实", "", "", None)],
        ),
        (
            "☐零分工单 ☑因过失造成不良影响：曝光 ☐失密造成严重后果",
            [EventText(FAULT, "曝光", "", "", None)],
        ),
        ("☐零分工单 ☐因过失造成不良影响 ☐失密造成严重后果", []),
        ("零分工单：无；失密造成严重后果：0件", []),
        ("无零分工单；零分工单：漏签", [EventText(ZERO, "漏签", "", "", None)]),
        (
            "零分工单：未联系\n失密造成严重后果：泄露（认定人：王主任）",
            [EventText(ZERO, "未联系", "", "", None), EventText(LEAK, "泄露", "", "王主任", None)],
        ),
        (
            "零分工单：甲（认定人：李四）。失密造成严重后果：乙（认定人：王）",
            [EventText(ZERO, "甲", "", "李四", None), EventText(LEAK, "乙", "", "王", None)],
        ),
        ("本季度未发生零分工单、因过失造成不良影响和失密造成严重后果的情形", []),
        ("经核实，本季度未发生上述情形。", []),
        ("零分工单0件、失密造成严重后果0件", []),
        ("零分工单1件：漏签", [EventText(ZERO, "1件:漏签", "", "", None)]),
        *((text, []) for text in ("", "无", "无。", "—", "无明显违约违规项", "未发生", "本季度无")),
    ],
)
def test_what_people_write(text: str, expected: list[EventText]) -> None:
    assert read_events(text, KINDS) == tuple(expected)
    assert read_events(text, KINDS, own=False) == tuple(expected)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("服务态度恶劣", "服务态度恶劣"),
        ("零分工单：甲\n2. 服务态度恶劣", "服务态度恶劣"),
        ("零分工单、失密造成严重后果", "零分工单"),
        ("认定人：张三", "认定人"),
        ("零分工单2件", "零分工单2件"),
        ("零分工单：共 3 起，认定人：张三", "3"),
        ("两起零分工单", "两起零分工单"),
        ("零分工单：甲，零分工单：乙", "零分工单"),
        ("零分工单：甲（认定人：李四），（认定人：王五）", "零分工单"),
        ("零分工单：甲，认定日期：2024年2月30日", "2024"),
    ],
)
def test_what_is_refused(text: str, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        read_events(text, KINDS)

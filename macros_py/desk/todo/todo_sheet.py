"""今日待办 as one page: a table for each block, the most urgent first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from macros_py.desk.flagging import COLOURS
from macros_py.desk.lists import text_table
from macros_py.desk.reports.blocks import Table
from macros_py.desk.todo.owed import CALLBACKS, DEADLINES, FAULTS, REPLIES, REVIEWS, SUSPENDED, Owed

PAGE = "今日待办"
TITLES = {
    DEADLINES: "一、已逾期和一天内到期的环节",
    SUSPENDED: "二、挂账月报未报",
    CALLBACKS: "三、已办结、待回访",
    REVIEWS: "四、不纳入考核待复核",
    REPLIES: "五、回复需看一看",
    FAULTS: "六、数据问题（改正后才能判定）",
}
HEADERS = ("工单编号", "事项", "内容", "时限", "剩余或已超", "由谁办", "承办单位", "台账单元格")


def todo_tables(blocks: Mapping[str, Sequence[Owed]]) -> list[Table]:
    """Return a table for each block, empty ones too."""
    return [
        replace(
            text_table(f"{TITLES[name]}（{len(found)} 项）", HEADERS, list(map(todo_line, found))),
            colours=COLOURS,
        )
        for name, found in blocks.items()
    ]


def todo_line(owed: Owed) -> list[str]:
    """Return one thing that is owed as the cells of a row."""
    due = f"{owed.due:%Y-%m-%d %H:%M:%S}" if owed.due else ""
    status = owed.status
    return [
        *(owed.case, owed.stage, status, due, owed.left),
        *(owed.owner, owed.unit if owed.unit != owed.owner else "", owed.place),
    ]

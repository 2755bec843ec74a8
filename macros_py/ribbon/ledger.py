"""What the buttons of the group 台账 do with an open workbook; each returns its closing message."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import zip_longest

from macros_py.desk.flag_columns import DUE_FORMAT, is_flag
from macros_py.desk.flagging import COLOURS, sheet_flags
from macros_py.desk.todo.todo_sheet import HEADERS, todo_line
from macros_py.inputs.judged_ledger import JudgedLedger, is_own_header, judge
from macros_py.jobs.closing_lines import unknown_header_lines
from macros_py.jobs.todo import todo_blocks
from macros_py.ribbon.companions import in_force_for
from macros_py.rules.deadlines.statistics import count_stages, count_statuses
from macros_py.rules.deadlines.status import Status
from workbook.ledger.headers import checked_pins, find_header, template_header
from workbook.ledger.ledger import Ledger
from workbook.ledger.own_sheets import (
    COLUMNS,
    COLUMNS_HEADERS,
    COPY,
    FAULTS,
    TODO,
    columns_table,
    is_own_sheet,
    pins_of,
)
from workbook.live.book import LiveBook
from workbook.live.columns import standing, write_live
from workbook.live.state import Progress
from workbook.live.tables import Link, Table, numbered, write_table
from workbook.patch import SheetColumns
from workbook.reading.sheets import RawBook
from workbook.values.addresses import letters
from workbook.values.headers import SEARCHED_ROWS
from workbook.values.refusals import HeaderError
from workbook.values.text import masked

_COLUMNS_MARK = f"{COLUMNS}："
_COPY_MARK = "刷新时限前的内容；"


def refresh(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """刷新时限: write the eighteen columns; what they overwrite is copied first."""
    judged = judge_live(live, as_of, progress)
    edits = list(sheet_flags(judged))
    kept = _keep_copy(live, edits, as_of)
    progress("写入时限列")
    notes = write_live(live, edits)
    lines = [f"时限已刷新，截至 {as_of:%Y-%m-%d %H:%M}。", *_summary(judged), *notes]
    if kept:
        lines.append(f"原有的时限列已存到「{kept}」。")
    return "\n".join([*lines, "下一步：点「今日待办」。"])


def todays_work(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """今日待办: list what is owed, the most urgent first, each with a link to its cell."""
    judged = judge_live(live, as_of, progress)
    progress("检查回复")
    blocks = todo_blocks(judged, live.raw)
    progress("生成今日待办")
    sheets = judged.ledger.columns["sheet"]
    rows = [
        (
            Link(str(sheets[owed.at]), owed.place.rpartition("!")[2], owed.case),
            name,
            *todo_line(owed)[1:],
        )
        for name, found in blocks.items()
        for owed in found
    ]
    said = "，".join(f"{name} {len(found)} 项" for name, found in blocks.items() if found)
    notes = [f"{TODO}：截至 {as_of:%Y-%m-%d %H:%M}，{said or '没有'}", *judged.banners]
    case, *others = HEADERS
    table = Table(TODO, notes, (case, "类别", *others), rows, highlights={4: COLOURS})
    sheet = write_table(live, table)
    lines = [f"{said or '没有要办的'}。已列在「{sheet}」，最急的在最前；点编号可跳到台账。"]
    return "\n".join([*lines, "下一步：保存台账，再点「催办单」，发给各承办单位。"])


def check(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """台账体检: list every problem with a link to its cell; the ledger itself stays as it is."""
    judged = judge_live(live, as_of, progress)
    progress("列出问题")
    rows = [
        (
            Link(problem.sheet, problem.cell or "A1", problem.address),
            problem.kind,
            template_header(problem.field),
            problem.value,
            problem.message,
        )
        for problem in judged.problems
    ]
    lines = [*_summary(judged), *_unread(judged)]
    notes = [f"{FAULTS}：截至 {as_of:%Y-%m-%d %H:%M}", *lines]
    headers = ("单元格", "问题", "栏目", "原值", "说明")
    sheet = write_table(live, Table(FAULTS, notes, headers, rows))
    listed = f"逐条列在「{sheet}」。"
    return "\n".join([*lines, listed, "下一步：改正后点「刷新时限」。"])


def recognise(live: LiveBook, _: datetime, progress: Progress) -> str:
    """识别列: show which column stands for which field, and let a person put another in its place.

    What the person fills in under 改为 is kept and holds from then on.
    """
    progress("识别表头")
    with in_force_for(live) as in_force:
        pins = in_force.settings.pins
    mine = pins_of(live.raw)
    rows, lists = columns_table(*_recognised(live.raw, {**mine, **pins}), mine)
    note = (
        f"{_COLUMNS_MARK}没认出的列，在最后一列选它是哪个字段；认错的字段，选或填台账里的列名；"
        "再点一次“识别列”。留空则自动识别。"
    )
    table = Table(COLUMNS, [note], COLUMNS_HEADERS, rows, mark=_COLUMNS_MARK, drop_downs=lists)
    write_table(live, table)
    try:
        ledger = live.read(pins)
    except HeaderError as error:
        return f"还不能用：{error}\n请在「{COLUMNS}」的最后一列选，再点一次“识别列”。"
    said = f"识别到 {len(ledger.fields)} 个字段。"
    return "\n".join([said, *_sheets(ledger), "下一步：点「刷新时限」。"])


def judge_live(live: LiveBook, as_of: datetime, progress: Progress) -> JudgedLedger:
    """Read and judge the open ledger; the twin of ``judge_ledger`` for a file."""
    progress("读取台账，核对时限")
    live.used[live.name] = None
    with in_force_for(live) as in_force:
        return judge(live.read(in_force.settings.pins), in_force, as_of)


def _keep_copy(live: LiveBook, edits: Sequence[SheetColumns], as_of: datetime) -> str:
    """Copy what the edits overwrite to a sheet of its own, with where each column stood.

    A copy that holds what a person typed is never overwritten: the next goes into 时限列副本_2.
    Returns the sheet's name, "" where nothing stood there.
    """
    columns: list[list[object]] = []
    headers: list[str] = []
    formats: dict[int, str] = {}
    for edit in edits:
        for column, cells in standing(live, edit):
            columns.append(cells)
            headers.append(f"{edit.sheet}!{letters(column)}{edit.first_row}")
            if edit.number_formats.get(column) == DUE_FORMAT:
                formats[len(headers)] = DUE_FORMAT
    if not columns:
        return ""
    rows = list(zip_longest(*columns, fillvalue=""))
    note = f"{as_of:%Y-%m-%d %H:%M} {_COPY_MARK}下一行是每列原来的起始单元格"
    free = (name for name in numbered(COPY) if not _holds_typing(live, name))
    copy = Table(next(free), [note], headers, rows, formats, _COPY_MARK)
    return write_table(live, copy, show=False)


def _holds_typing(live: LiveBook, name: str) -> bool:
    """Tell whether a copy holds anything that the tool did not write itself."""
    if name not in live.sheets:
        return False
    rows = live.load(name).rows[2:]
    return any(
        not is_flag(str(column[0]), cell)
        for column in zip(*rows, strict=True)
        for cell in column[1:]
    )


def _recognised(
    raw: RawBook, pins: dict[str, str]
) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """Give field → its header and address, and unknown header → address; each where it is first."""
    wanted = checked_pins(pins)
    seen: dict[str, tuple[str, str]] = {}
    unknown: dict[str, str] = {}
    for name in raw.visible:
        sheet = raw.load(name)
        if is_own_sheet(name):
            continue
        header = find_header(sheet.rows[:SEARCHED_ROWS], wanted, sheet.first_row)
        if header is None:
            continue
        cells = [
            f"{name}!{letters(sheet.first_column + at)}{header.last}"
            for at in range(len(header.texts))
        ]
        for field, at in header.columns.items():
            seen.setdefault(field, (header.texts[at], cells[at]))
        for at in header.unknown:
            if not is_own_header(header.texts[at]):
                unknown.setdefault(header.texts[at], cells[at])
    return seen, unknown


def _summary(judged: JudgedLedger) -> Iterator[str]:
    rows = judged.first_rows
    counts = count_statuses(judged.verdicts.overall, rows)
    shown = "，".join(f"{status.text} {n}" for status, n in counts.items() if n)
    yield f"共 {judged.ledger.size} 件：{shown or '没有工单'}。"
    for count in count_stages(judged.verdicts, rows):
        overdue = count.counts.get(Status.OVERDUE)
        if overdue:
            yield f"{count.stage.name}（{count.stage.owner}）逾期未办 {overdue} 件。"
    if judged.problems:
        kinds = "、".join(f"{kind} {n}" for kind, n in judged.problem_kinds().items())
        yield f"有 {len(judged.problems)} 处数据问题需人工处理（{kinds}），见“台账体检”。"
    else:
        yield "没有发现数据问题。"
    for banner in judged.banners:
        yield f"【{banner}】"


def _unread(judged: JudgedLedger) -> Iterator[str]:
    yield from _sheets(judged.ledger)
    yield from unknown_header_lines(judged)
    yield from judged.notes


def _sheets(ledger: Ledger) -> Iterator[str]:
    for sheet in ledger.sheets:
        known = len(sheet.columns)
        yield f"工作表「{masked(sheet.name)}」第 {sheet.header_rows[1]} 行为表头，认出 {known} 列。"

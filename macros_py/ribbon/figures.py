"""What the buttons of the group 统计 do; each returns its closing message."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime

from macros_py.desk.reports.rate_table import PAGE
from macros_py.desk.reports.sentences import rates_text
from macros_py.jobs import report as reports
from macros_py.jobs.closing_lines import made_line, reported_lines
from macros_py.jobs.inputs import Inputs
from macros_py.ribbon.companions import (
    LEDGER,
    asked,
    evaluation_for,
    made_earlier,
    needed_evaluation,
    open_made,
    saved_ledger,
    saved_ledger_beside,
    writable,
)
from macros_py.rules.periods.period import Periods
from macros_py.rules.rates.groupings import GROUPINGS
from workbook.live.book import LiveBook
from workbook.live.closing import closed
from workbook.live.state import Progress
from workbook.values.problem import Problem

WHOLE = "全部"


def report(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """分析报告: the workbook and the document of a period, beside the ledger.

    An open evaluation workbook is closed while 分析报告 gets its row, and opened again.
    """
    ledger = saved_ledger(live)
    evaluation = needed_evaluation(live, saved=True)
    path = writable(evaluation)
    question = "哪个期间？如 2024-W10、2024-03、2024-03考核月、第1季度"
    period = asked(live.app, question, f"{as_of:%Y-%m}")
    folder = ledger.file.parent
    with closed(live.app, [*evaluation.books, *made_earlier(live.app, folder, "分析_")]):
        inputs = Inputs(ledger.file, as_of, path)
        made = reports.report(inputs, path, period, folder, progress)
    lines = [*_reported(made), open_made(live.app, made.outputs[0])]
    return "\n".join([*lines, "下一步：核对 Word 报告；全年情况点「年度汇总」。"])


def _reported(made: reports.Reported) -> Iterator[str]:
    for banner in made.study.judged.banners:
        yield f"【{banner}】"
    yield from reported_lines(made)
    yield from _faults(made.problems)
    yield made_line(made, made.outputs[1])


def year(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """年度汇总: every quarter of the term on one page, beside the evaluation workbook.

    The ledger's shares stand in it where a ledger is found; both workbooks stay as they are.
    """
    ledger = saved_ledger_beside(live)
    evaluation = needed_evaluation(live, saved=True)
    path = evaluation.file
    output = path.with_name("年度汇总.xlsx")
    progress("汇总各季度")
    with closed(live.app, made_earlier(live.app, output.parent, output.stem)):
        inputs = Inputs(ledger.file, as_of, path) if ledger else None
        made = reports.trend(path, inputs, output, as_of)
    registered = [each.quarter.label for each in made.quarters if each.row]
    lines = [f"共 {len(made.quarters)} 个季度，{len(registered)} 个已登记结算。"]
    lines += [f"【{banner}】" for banner in made.banners]
    if ledger is None:
        lines.append(f"没有找到{LEDGER}，没有按时率和三率。")
    lines += [*_faults(made.problems), open_made(live.app, output)]
    if len(registered) < len(made.quarters):
        lines.append("下一步：没有登记的季度，到期后点「生成验收结算」。")
    return "\n".join(lines)


def rates(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """三率: the rates of a period by every grouping, beside the ledger, which stays as it is."""
    ledger = saved_ledger(live)
    question = f"哪个期间？如 2024-W10、2024-03、第1季度；{WHOLE} 为整个台账"
    period = asked(live.app, question, WHOLE)
    asked_for = None if period == WHOLE else period
    with ExitStack() as stack:
        evaluation = evaluation_for(live)
        path = stack.enter_context(evaluation.as_it_stands()) if evaluation else None
        inputs = Inputs(ledger.file, as_of, path)
        name = Periods(inputs.in_force().settings).read(asked_for).name if asked_for else WHOLE
        output = ledger.file.with_name(f"{PAGE}_{name}.xlsx")
        stack.enter_context(closed(live.app, made_earlier(live.app, output.parent, output.stem)))
        told = reports.rate_table(inputs, list(GROUPINGS), asked_for, output, progress)
    total = told.table.total
    lines = [f"{period}：有效回访 {total.counted} 件，{rates_text(total)}。"]
    lines += [f"【{banner}】" for banner in told.table.judged.banners]
    lines += [*_faults(told.problems), open_made(live.app, output)]
    return "\n".join([*lines, "下一步：点「分析报告」，生成这个期间的报告。"])


def _faults(problems: Sequence[Problem]) -> Iterator[str]:
    if problems:
        yield f"有 {len(problems)} 处数据问题需人工处理，见「台账体检」。"

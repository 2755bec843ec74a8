"""导入, 催办单 and 回复检查, on the ledger in front; each returns its closing message.

The jobs write the ledger's file or the evaluation workbook's, so what is open of them is closed
meanwhile, and opened again.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import xlwings as xw

from macros_py.desk.importing.result_sheet import count_text
from macros_py.jobs import import_export as importing
from macros_py.jobs import replies as checking
from macros_py.jobs import urge as urging
from macros_py.jobs.closing_lines import imported_lines, replies_lines, urged_line
from macros_py.jobs.inputs import Inputs
from macros_py.ribbon.companions import (
    CompanionError,
    asked,
    made_earlier,
    needed_evaluation,
    open_made,
    saved_evaluation,
    saved_ledger,
    writable,
)
from workbook.files.saving import stands_aside
from workbook.live.book import LiveBook
from workbook.live.closing import closed
from workbook.live.state import Progress

_EXPORTS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")


def import_export(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """导入: fill the ledger's blanks from the platform's export and add its new cases."""
    ledger = saved_ledger(live)
    evaluation = saved_evaluation(live)
    folder = ledger.file.parent
    question = f"平台导出的文件？填 {folder} 里的文件名，或完整路径"
    export = _file(folder, asked(live.app, question, _newest_export(folder)))
    live.used[export.name] = None
    inputs = Inputs(ledger.file, as_of, evaluation.file if evaluation else None)
    with closed(live.app, ledger.books):
        done = importing.import_export(inputs, export, progress=progress)
    return "\n".join([*_imported(done, live.app), "下一步：点「刷新时限」。"])


def urge(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """催办单: a sheet for each unit that is behind, and the record of it in 催办记录."""
    ledger = saved_ledger(live)
    evaluation = needed_evaluation(live, saved=True)
    path, folder = writable(evaluation), ledger.file.parent
    with closed(live.app, [*evaluation.books, *made_earlier(live.app, folder, "催办单_")]):
        done = urging.urge(Inputs(ledger.file, as_of, path), folder, progress=progress)
    lines = [f"【{banner}】" for banner in done.judged.banners]
    if done.output is None:
        return "\n".join([*lines, urged_line(done)])
    lines.append("、".join(f"{unit.name} {unit.cases} 件" for unit in done.units))
    lines.append(urged_line(done))
    lines.append(open_made(live.app, done.output))
    return "\n".join([*lines, "下一步：发给各单位签收；回复写进台账后点「回复检查」。"])


def replies(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """回复检查: write what each reply lacks into three columns of the ledger."""
    ledger = saved_ledger(live)
    evaluation = saved_evaluation(live)
    inputs = Inputs(ledger.file, as_of, evaluation.file if evaluation else None)
    with closed(live.app, ledger.books):
        told = checking.replies(inputs, progress=progress)
    lines = [f"【{banner}】" for banner in told.banners]
    lines += replies_lines(told)
    lines += [f"{kind} {count} 处" for kind, count in told.kinds().items()]
    if told.problems:
        lines.append(f"有 {len(told.problems)} 处数据问题需人工处理，见「台账体检」。")
    if told.written is None:
        return "\n".join(lines)
    return "\n".join([*lines, "下一步：点「催办单」，把待改的回复发给承办单位。"])


def _newest_export(folder: Path) -> str:
    """Propose the newest file of the folder that is called an export, "" where none is."""
    found = [
        path
        for path in folder.iterdir()
        if "导出" in path.stem and path.suffix.lower() in _EXPORTS and not stands_aside(path)
    ]
    newest = max(found, key=lambda path: (path.stat().st_mtime, path.name), default=None)
    return newest.name if newest else ""


def _file(folder: Path, answer: str) -> Path:
    """Give the file that a person named; Windows puts a copied path between quotes."""
    path = folder / answer.strip('"“”').strip()
    if not path.is_file():
        raise CompanionError(f"没有找到文件 “{path}”；请核对文件名，再点一次「导入」")
    return path


def _imported(done: importing.Imported, app: xw.App) -> Iterator[str]:
    yield count_text(done.plan)
    yield from imported_lines(done)
    if done.output:
        yield f"有 {len(done.plan.findings)} 处需要看一看。{open_made(app, done.output)}"

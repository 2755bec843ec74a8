"""A district's ledgers at once: read what has changed, count all, one workbook (extra district)."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from macros_py.desk.lists import check_place, put
from macros_py.desk.reports.report_json import period_json
from macros_py.desk.reports.report_workbook import workbook_of
from macros_py.district.case_key import key_file, make_key
from macros_py.district.csv_tables import csv_files, tables_to_write, write_tables
from macros_py.district.district_figures import DistrictFigures, Read
from macros_py.district.district_pages import Unread, report_of
from macros_py.district.ledger_task import Done, LedgerTask, read_to_facts
from macros_py.district.receipts import FACTS, Receipt, receipt_file
from macros_py.district.store import held, refuse_mixed_folders, sweep_out, tasks_of
from macros_py.district.townships import look_into
from macros_py.inputs.in_force import read_in_force
from macros_py.jobs.inputs import Progress, silent
from macros_py.rules.periods.period import Periods
from macros_py.rules.terms.percentages import share_text
from templates import template
from workbook.files.atomic import make_folder
from workbook.files.lock import locked
from workbook.values.refusals import WorkersError

TEMPLATE = "全区分析.xlsx"
FEW = 8
"""Up to so many ledgers are read here: starting workers takes longer."""

_STOPPED = "已停止：读好 {done} 本，还有 {left} 本；再运行一次同样的命令，会从这里接着做"
_ELSEWHERE = (
    "{ledger}：工作进程没有把结果写到 {out}；每台电脑须能按同一路径读写台账、密钥和输出文件夹"
)


@dataclass(frozen=True)
class DistrictInputs:
    """What a person hands in: the folder, the period, where to, as of when, and who reads.

    ``scheduler``: a Dask scheduler's address, None for ``workers`` processes here (None: as many
    as there are cores).
    """

    folder: Path
    period: str
    out: Path
    as_of: datetime
    scheduler: str | None = None
    workers: int | None = None


@dataclass(frozen=True)
class DistrictTold:
    """A district's figures, what could not be read, and the files that were made."""

    figures: DistrictFigures
    read: int
    unchanged: int
    unread: Sequence[Unread]
    passed_over: Sequence[tuple[str, str]]
    output: Path
    tables: Sequence[Path]

    @property
    def needs_a_person(self) -> bool:
        """Whether anything was not read, or any ledger has a problem."""
        problems = any(township.problems for township in self.figures.townships)
        return bool(self.unread or self.passed_over) or problems

    def json(self) -> dict[str, object]:
        """Return the ranking, what could not be read, and the files; rates as exact fractions."""
        figures = self.figures
        return {
            "as_of": figures.elapsed.as_of.isoformat(),
            "period": period_json(figures.elapsed.period, running=figures.elapsed.running),
            "banners": list(figures.banners),
            "ledgers": self.read + self.unchanged + len(self.unread),
            "read": self.read,
            "unchanged": self.unchanged,
            "failed": list(map(asdict, self.unread)),
            "passed_over": [{"name": name, "reason": why} for name, why in self.passed_over],
            "townships": [
                {
                    "name": each.name,
                    "rank": each.rank,
                    "received": each.counts.received,
                    "counted": each.counts.told[0],
                    **each.counts.json(),
                    "moved": share_text(each.moved),
                    "problems": figures.townships[each.index].problems,
                    "unread": sum(u.township == each.name for u in self.unread),
                }
                for each in figures.standings
            ],
            "tables": [str(path) for path in self.tables],
            "output": str(self.output),
        }


def district(
    inputs: DistrictInputs,
    progress: Progress = silent,
    on_done: Callable[[int, int], None] = lambda _done, _of: None,
) -> DistrictTold:
    """Read the ledgers that have changed, and count the facts of all.

    ``on_done`` is told how many ledgers are read, and of how many. Raises PeriodError, the refusals
    of the folder, of its settings and of writing, and WorkersError; what has been read by then
    need not be read again.
    """
    folder, out = (path.resolve() for path in (inputs.folder, inputs.out))
    refuse_mixed_folders(folder, out)
    found = look_into(folder)
    settings = read_in_force(found.settings, for_ledger=True).settings
    periods = Periods(settings)
    elapsed = periods.elapsed(inputs.period, inputs.as_of)
    make_folder(out)
    try:
        with locked(out / FACTS, what="全区汇总"):
            make_key(key_file(folder))
            progress("核对哪些台账有变化")
            tasks = tasks_of(found, out)
            whole = [task for its in tasks.values() for task in its]
            receipts = held(whole)
            changed = [task for task in whole if task.id not in receipts]
            try:
                refusals = _read(changed, inputs, progress, on_done)
            except KeyboardInterrupt:
                done = len(held(changed))  # also what workers finished as they were stopped
                raise WorkersError(_STOPPED.format(done=done, left=len(changed) - done)) from None
            receipts |= _new_receipts(changed, refusals)
            progress("统计")
            sweep_out(out, receipts)
            townships = [
                [
                    Read(receipt, receipt.files(out, task.id))
                    for task in its
                    if (receipt := receipts.get(task.id))
                ]
                for its in tasks.values()
            ]
            figures = DistrictFigures.of(filter(None, townships), elapsed, periods)
            unread = [
                Unread(task.township, task.shown, refusals[task.id])
                for task in whole
                if task.id in refusals
            ]
            progress("生成工作簿")
            report = report_of(figures, unread, found.passed_over, folder.name)
            book = out / f"{report.name}.xlsx"
            check_place(book, report.leader.sheet)
            content = workbook_of(report, template(TEMPLATE).read_bytes(), inputs.as_of)
            files = dict(csv_files(report))
            changed_tables = tables_to_write(out, files)
            put(book, content, folder)
            tables = write_tables(out, files, changed_tables)
    except KeyboardInterrupt:
        raise WorkersError("已停止；再运行一次同样的命令，会从这里接着做") from None
    return DistrictTold(
        figures,
        len(changed) - len(refusals),
        len(whole) - len(changed),
        unread,
        found.passed_over,
        book,
        tables,
    )


def _read(
    tasks: Sequence[LedgerTask],
    inputs: DistrictInputs,
    progress: Progress,
    on_done: Callable[[int, int], None],
) -> Mapping[str, str]:
    """Let workers read ledgers; return why some cannot be read."""
    done: list[Done] = []
    if inputs.scheduler is None and len(tasks) <= FEW:
        progress("读取台账")
        for task in tasks:
            done.append(read_to_facts(task))
            on_done(len(done), len(tasks))
    elif tasks:
        from macros_py.district.workers import run_all, workers  # noqa: PLC0415 - slow to import

        progress("启动工作进程")
        count = min(inputs.workers or os.cpu_count() or 1, len(tasks))
        with workers(inputs.scheduler, count) as client:
            progress("读取台账")
            done = run_all(client, tasks, on_done)
    return {each.id: each.refusal for each in done if each.refusal}


def _new_receipts(tasks: Sequence[LedgerTask], refusals: Mapping[str, str]) -> dict[str, Receipt]:
    """Return what workers wrote; raises WorkersError where one wrote it elsewhere."""
    found: dict[str, Receipt] = {}
    for task in tasks:
        if task.id in refusals:
            continue
        receipt = Receipt.read(receipt_file(task.out, task.id))
        if receipt is None:
            raise WorkersError(_ELSEWHERE.format(ledger=task.shown, out=task.out))
        found[task.id] = receipt
    return found

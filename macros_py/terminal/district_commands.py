"""``jsjb district``: the ledgers of a whole district at once."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from macros_py.terminal.job_run import leave, show_result
from macros_py.terminal.options import AsJson, AsOf, OutFolder, PeriodText, moment
from workbook.values.refusals import ExtraError

if TYPE_CHECKING:
    from macros_py.district.workers import OnDone
    from macros_py.jobs.district import DistrictTold
    from macros_py.jobs.inputs import Progress

EXTRA = ("distributed", "pyarrow")
INSTALL = '没有安装全区汇总组件；请先运行 pip install "jsjb[district]"'


def district(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="每个乡镇一个文件夹")],
    period: PeriodText,
    out: OutFolder,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="Dask 调度器，如 tls://主机:8786"),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="本机工作进程数；不写则每核一个")
    ] = None,
    as_of: AsOf = None,
    json: AsJson = False,
) -> None:
    """汇总全区各乡镇的台账：排名、环比、诉求类别、按时率、数据质量。"""
    if scheduler is not None and workers is not None:
        message = "--scheduler 和 --workers 只能写一个：用调度器时，工作进程由它管理"
        raise typer.BadParameter(message)
    if any(find_spec(name) is None for name in EXTRA):
        raise ExtraError(INSTALL)
    from macros_py.jobs.district import DistrictInputs
    from macros_py.jobs.district import district as run

    inputs = DistrictInputs(folder, period, out, moment(as_of), scheduler, workers)
    with _bar(quiet=json) as (progress, on_done):
        told = run(inputs, progress, on_done)
    show_result(json, told.json, lambda: _show(told))
    leave(told.needs_a_person)


@contextmanager
def _bar(*, quiet: bool) -> Iterator[tuple["Progress", "OnDone"]]:
    """Show on stderr, where a person is looking, how many ledgers are read, how fast, how long."""
    if quiet or not sys.stderr.isatty():
        yield lambda _step: None, lambda _done, _of: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Speed(ProgressColumn):
        """Ledgers per second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else f"{speed:.1f} 本/秒")

    columns = (BarColumn(), MofNCompleteColumn(), Speed(), TextColumn("剩"), TimeRemainingColumn())
    with Progress(
        TextColumn("{task.description}", markup=False), *columns, console=Console(stderr=True)
    ) as shown:
        bar = shown.add_task("开始", total=None)
        yield (
            lambda step: shown.update(bar, description=f"{step}…", refresh=True),
            lambda done, of: shown.update(bar, completed=done, total=of),
        )


def _show(told: "DistrictTold") -> None:
    """Print the ranking, what could not be read, and the files."""
    from macros_py.desk.reports.blocks import Kind, shown
    from macros_py.desk.reports.sentences import change_text
    from macros_py.rules.periods.rate_counts import RATES
    from macros_py.terminal.lines import say, say_banners, say_table

    figures = told.figures
    period = figures.elapsed.period
    running = "（进行中）" if figures.elapsed.running else ""
    say_banners(figures.banners)
    say(f"{period.label}（{period.span}）{running}")
    of_township = Counter(each.township for each in told.unread)
    say_table(
        [
            "乡镇",
            "名次",
            "受理",
            "受理环比",
            "有效回访",
            *RATES,
            "环比（百分点）",
            "每千行问题",
            "读不了",
        ],
        [
            [
                each.name,
                shown(each.rank, Kind.COUNT),
                str(each.counts.received),
                change_text(figures.townships[each.index].change),
                shown(each.counts.told[0], Kind.COUNT),
                *(shown(rate, Kind.SHARE) for rate in each.counts.rates),
                shown(each.moved, Kind.POINTS),
                shown(figures.townships[each.index].problems_per_thousand, Kind.SCORE),
                str(of_township[each.name]),
            ]
            for each in figures.standings
        ],
    )
    for unread in told.unread:
        say(f"读不了 {unread.township} 的 {unread.message}")
    for name, reason in told.passed_over:
        say(f"{name}：{reason}")
    say(f"新读台账{told.read}本，没有变化{told.unchanged}本，读不了{len(told.unread)}本")
    say(f"已生成 {told.output} 和 {len(told.tables)} 个 .csv")

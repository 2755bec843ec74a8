"""Lines and tables on the terminal; texts from files never act as markup or steer it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from workbook.values.problem import Problem
from workbook.values.text import visible

SHOWN_PROBLEMS = 20
NARROWEST = 16
"""Fewest cells of a terminal that the names of a table take, if they need them."""


def say_problems(problems: Sequence[Problem]) -> None:
    """List the first problems, and count the rest by kind."""
    for problem in problems[:SHOWN_PROBLEMS]:
        say(str(problem))
    if len(problems) > SHOWN_PROBLEMS:
        kinds = Counter(problem.kind for problem in problems).most_common()
        summary = "、".join(f"{kind} {count}" for kind, count in kinds)
        say(f"…… 共 {len(problems)} 处问题（{summary}），加 --json 可得全部")
    elif problems:
        say(f"共 {len(problems)} 处问题，需人工处理")
    else:
        say("没有发现数据问题")


def say_banners(banners: Iterable[str]) -> None:
    """Say what every output carries until the township has settled it."""
    for banner in banners:
        say(f"【{banner}】")


def say_table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; the first column is text, the others stand at the right, always whole.

    The first folds where a terminal is too narrow; a file or a pipe takes the table as wide as it
    is.
    """
    lines = [[*map(visible, line)] for line in (headers, *rows)]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    console, gaps = _console(), 2 * len(widths) + 1
    if console.is_terminal:
        room = console.width - gaps - sum(widths[1:])
        widths[0] = min(widths[0], max(room, NARROWEST))
    console.width = max(console.width, gaps + sum(widths))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for number, (header, width) in enumerate(zip(lines[0], widths, strict=True)):
        table.add_column(
            Text(header),
            justify="right" if number else "left",
            width=width,
            no_wrap=bool(number),
            overflow="fold",
        )
    for row in lines[1:]:
        table.add_row(*map(Text, row))
    console.print(table)


def say_lines(lines: Iterable[str]) -> None:
    """Print lines one after the other."""
    for line in lines:
        say(line)


def say(line: str) -> None:
    """Print one line, however long, with what cannot be seen made visible."""
    _console().print(Text(visible(line)), soft_wrap=True)


def _console() -> Console:
    return Console(highlight=False)

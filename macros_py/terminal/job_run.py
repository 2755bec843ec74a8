"""The way of every command: run the job, show what came of it, end with the exit that says so."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, Protocol, TypeVar

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from macros_py.jobs.inputs import Progress

DONE, NEEDS_A_PERSON, REFUSED = 0, 1, 2
"""How a command ends: done, done with something for a person to look at, or nothing written."""


class Result(Protocol):
    """What a job returns, as ``--json`` prints it."""

    def json(self) -> "Mapping[str, object]":
        """Return the plain data."""


R = TypeVar("R", bound=Result)


def run_job(
    json: bool,
    job: "Callable[[Progress], R]",
    show: Callable[[R], None],
    unsettled: Callable[[R], object] = lambda _: False,
) -> NoReturn:
    """Run a job and show its result; ``unsettled`` gives what in it needs a person, if anything."""
    with progress(quiet=json) as tell:
        done = job(tell)
    show_result(json, done.json, lambda: show(done))
    leave(unsettled(done))


def show_result(
    json: bool, data: "Callable[[], Mapping[str, object]]", show: Callable[[], None]
) -> None:
    """Print a result as one JSON document, or as people read it."""
    if not json:
        show()
        return
    from json import dumps

    typer.echo(dumps(data(), ensure_ascii=False, indent=2))


def leave(unsettled: object) -> NoReturn:
    """End the command: 1 where anything needs a person, else 0."""
    raise typer.Exit(NEEDS_A_PERSON if unsettled else DONE)


@contextmanager
def progress(*, quiet: bool) -> Iterator["Progress"]:
    """Show each step on stderr while it runs, where a person is looking."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("开始") as status:
        yield lambda step: status.update(f"{step}…")

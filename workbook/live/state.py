"""A spreadsheet program while a button works: still, and afterwards as it was, whatever happens."""

import contextlib
from collections.abc import Callable, Iterator

import xlwings as xw

Progress = Callable[[str], None]
_STILL: dict[str, object] = {
    "screen_updating": False,
    "enable_events": False,
    "display_alerts": False,
    "interactive": False,
    "calculation": "manual",
}
"""What is held still; the calculation last: it fails where no workbook is open."""


@contextlib.contextmanager
def at_work(app: xw.App, title: str) -> Iterator[Progress]:
    """Hold screen, events, questions, keys and calculation still; yield what shows a step.

    A step shows in the status bar. The program's own questions to the person still take keys.
    """

    def progress(step: str) -> None:
        app.status_bar = f"{title}：{step}…"

    with contextlib.ExitStack() as restoring:
        restoring.callback(setattr, app, "status_bar", False)
        progress("准备")
        for name, value in _STILL.items():
            restoring.callback(setattr, app, name, getattr(app, name))
            setattr(app, name, value)
        yield progress

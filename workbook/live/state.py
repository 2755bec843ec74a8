"""Excel while a button works: still, and afterwards as it was, whatever happens."""

import contextlib
from collections.abc import Callable, Iterator

import xlwings as xw

Progress = Callable[[str], None]
_STATE = ("screen_updating", "enable_events", "calculation")


@contextlib.contextmanager
def at_work(app: xw.App, title: str) -> Iterator[Progress]:
    """Hold screen, events and calculation still; yield what shows a step in the status bar."""
    before = {name: getattr(app, name) for name in _STATE}

    def progress(step: str) -> None:
        app.status_bar = f"{title}：{step}…"

    try:
        app.screen_updating = False
        app.enable_events = False
        app.calculation = "manual"
        yield progress
    finally:
        with contextlib.ExitStack() as restoring:
            for name, value in before.items():
                restoring.callback(setattr, app, name, value)
            restoring.callback(setattr, app, "status_bar", False)

"""The add-in inside an Excel that is running: taken out before its file changes, put back after."""

import atexit
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from addin.build.excel import NAME


def unload() -> None:
    """Close the add-in in every running Excel and stop its Python."""
    for excel in _running():
        with suppress(Exception):  # COM says by an error of its own that no such book is open
            book = excel.Workbooks(NAME)
            with suppress(Exception):  # an add-in of another version may lack the macro
                excel.Run(f"'{NAME}'!JsjbStop")
            book.Close(SaveChanges=False)


def load(addin: Path) -> None:
    """Open the add-in in every running Excel."""
    for excel in _running():
        with suppress(Exception):  # Excel is busy in a dialog: it loads the add-in when it restarts
            excel.Workbooks.Open(str(addin))


def _running() -> list[Any]:
    if sys.platform != "win32":
        return []
    import xlwings  # noqa: PLC0415  (slow, and of use only here)

    atexit.unregister(xlwings._xlwindows.cleanup)  # noqa: SLF001
    # at exit it would end every Excel that shows no window, with whatever is open in it

    return [app.api for app in xlwings.apps]

"""Excel prints a workbook: ``python -I …/workbook/live/printing.py BOOK OUT.pdf``.

A process of its own, because an Excel that hangs or asks something must not stop the tool.
"""

import atexit
import sys
from pathlib import Path

import xlwings as xw

_FORCE_DISABLE = 3


def print_pdf(workbook: Path, pdf: Path) -> None:
    """Print every sheet of a workbook to ``pdf`` in an Excel that nobody sees."""
    with xw.App(visible=False, add_book=False) as app:
        app.display_alerts = False
        app.api.AutomationSecurity = _FORCE_DISABLE  # no macro of the workbook runs
        book = app.books.open(str(workbook), update_links=False, read_only=True)
        book.to_pdf(str(pdf))
        book.close()


if __name__ == "__main__":
    if sys.platform == "win32":  # xlwings' handler would end every Excel that shows no window
        atexit.unregister(xw._xlwindows.cleanup)  # noqa: SLF001
    print_pdf(*map(Path, sys.argv[1:3]))

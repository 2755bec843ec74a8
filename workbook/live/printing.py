"""Excel prints a workbook: ``python -m workbook.live.printing BOOK OUT.pdf``, in its own process.

A process of its own, because an Excel that hangs or asks something must not stop the tool.
"""

import atexit
import sys
from pathlib import Path

import xlwings as xw


def print_pdf(workbook: Path, pdf: Path) -> None:
    """Print every sheet of a workbook to ``pdf`` in an Excel that nobody sees."""
    with xw.App(visible=False, add_book=False) as app:
        app.display_alerts = False
        book = app.books.open(str(workbook), update_links=False, read_only=True)
        book.to_pdf(str(pdf))
        book.close()


if __name__ == "__main__":
    if sys.platform == "win32":  # xlwings' handler would end every Excel that shows no window
        atexit.unregister(xw._xlwindows.cleanup)  # noqa: SLF001
    print_pdf(*map(Path, sys.argv[1:3]))

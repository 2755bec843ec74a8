"""Open workbooks put away while their files are written, and opened again."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import xlwings as xw

from workbook.live.book import local_folder
from workbook.values.refusals import NotWritableError


def file_of(book: xw.Book) -> Path:
    """Give the file of an open workbook; raises NotWritableError where it has none of its own."""
    return local_folder(book) / book.name


def refuse_unsaved(book: xw.Book) -> None:
    """Raise NotWritableError when a workbook has changes that its file lacks."""
    if not book.api.Saved:
        raise NotWritableError(f"「{book.name}」有没保存的改动；请先保存再试")


@contextlib.contextmanager
def closed(app: xw.App, books: Sequence[xw.Book]) -> Iterator[None]:
    """Close saved workbooks for a while and open them again, the first of them in front.

    One that cannot be closed or opened keeps none of the others from being opened again.
    """
    with contextlib.ExitStack() as opened_again:
        for book in books:
            path = book.fullname
            book.close()
            opened_again.callback(app.books.open, path)
        yield

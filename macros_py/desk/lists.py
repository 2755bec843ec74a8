"""The lists of the desk's day as workbooks: pages of tables in the looks of 日常清单.xlsx."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from macros_py.desk.reports.blocks import Block, Column, Kind, Report, Row, Section, Table, Text
from macros_py.desk.reports.moment_text import moment_text
from templates import template
from workbook.files.atomic import flush, new_file
from workbook.files.saving import put_in_place
from workbook.values.refusals import NotASpreadsheetError
from workbook.values.text import masked

TEMPLATE = "日常清单.xlsx"


def text_table(
    title: str, headers: Sequence[str], rows: Sequence[Sequence[str | int | None]]
) -> Table:
    """Return a table of texts; counts stand at the right."""
    kinds = [
        Kind.COUNT if rows and all(isinstance(row[place], int) for row in rows) else Kind.TEXT
        for place in range(len(headers))
    ]
    columns = [Column(header, kind) for header, kind in zip(headers, kinds, strict=True)]
    cells = [Row(str(place), list(row)) for place, row in enumerate(rows)]
    return Table(title, title, columns, cells, none="无。")


def list_workbook(
    page: str,
    blocks: Sequence[Block],
    *,
    as_of: datetime,
    source: str,
    banners: Sequence[str] = (),
    more: Sequence[Section] = (),
) -> bytes:
    """Return a list as a workbook; ``page`` names its sheet, ``source`` the file behind it.

    ``more``: pages behind the first.
    """
    from macros_py.desk.reports.sheets import workbook_of  # noqa: PLC0415 - openpyxl is slow to import

    moment = moment_text(as_of)
    notes = (f"截至{moment}", f"来源：{masked(source)}")
    leader = Section(page, page, list(blocks))
    report = Report(page, page, f"截至{moment}", page, leader, more, None, banners, notes)
    return workbook_of(report, template(TEMPLATE).read_bytes(), as_of)


def note(text: str) -> Text:
    """Return a paragraph of a list."""
    return Text(text, text)


def check_xlsx(out: Path | None) -> None:
    """Raise NotASpreadsheetError for an output that is to be a workbook and is named otherwise."""
    if out is not None and out.suffix.lower() != ".xlsx":
        message = f"{out.name}：新文件应为 .xlsx"
        raise NotASpreadsheetError(message)


def put(path: Path, content: bytes, private_as: Path) -> bool:
    """Write a file, as private as another, unless it holds the same; the old one is kept.

    Tells whether it was written.
    """
    if path.exists() and path.read_bytes() == content:
        return False
    with new_file(path) as (file, waiting):
        file.write(content)
        flush(file)
        file.close()
        put_in_place(waiting, path, private_as)
    return True

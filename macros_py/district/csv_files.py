"""The tables of a report as .csv files, for programs that read no workbook."""

import csv
import io
from collections.abc import Iterator

from macros_py.desk.reports.blocks import Column, Report, Table, Value, shown
from workbook.values.text import as_text, looks_like_formula


def csv_files(report: Report) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of a file for each table, in UTF-8 with a byte order mark.

    Figures stand as the workbook shows them, blank where it shows a dash. Text that a spreadsheet
    program could take for a formula gets an apostrophe in front.
    """
    for section in (report.leader, *report.sections):
        for block in section.blocks:
            if isinstance(block, Table):
                yield f"{report.name}_{block.title}.csv", _content(block)


def _content(table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_text(column.title) for column in table.columns)
    for row in table.rows:
        cells = zip(table.columns, row.cells, strict=True)
        writer.writerow(_cell(column, value) for column, value in cells)
    return text.getvalue().encode("utf-8-sig")


def _cell(column: Column, value: Value) -> str:
    if value is None:
        return ""
    return _text(value) if isinstance(value, str) else shown(value, column.kind)


def _text(text: str) -> str:
    plain = as_text(text)
    return f"'{plain}" if looks_like_formula(plain) else plain

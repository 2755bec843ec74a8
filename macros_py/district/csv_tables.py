"""The tables of a report as .csv files, for programs that read no workbook.

In the output folder only those that this tool wrote are replaced.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from macros_py.desk.reports.blocks import Column, Report, Table, Value, shown
from macros_py.desk.reports.packing import foreign
from macros_py.district.receipts import file_digest
from workbook.files.atomic import refusal, write_bytes
from workbook.values.refusals import NotWritableError
from workbook.values.text import as_text, looks_like_formula

RECORD = "tables.json"
"""Beside the tables: the name of each with the digests of what was written under it."""


def csv_files(report: Report) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of a file for each table, in UTF-8 with a byte order mark.

    Figures stand as the workbook shows them, blank where it shows a dash. Text that a spreadsheet
    program could take for a formula gets an apostrophe in front.
    """
    for section in (report.leader, *report.sections):
        for block in section.blocks:
            if isinstance(block, Table):
                yield f"{report.name}_{block.title}.csv", _content(block)


def tables_to_write(out: Path, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the tables that differ from what stands there.

    Raises NotWritableError for one that would replace what this tool did not write, or no more
    is as it was written.
    """
    known = _read(out)
    changed = {}
    for name, content in files.items():
        there = _digest_at(out / name)
        if there is not None and there not in (file_digest(content), *known.get(name, ())):
            raise NotWritableError(foreign(name))
        if there != file_digest(content):
            changed[name] = content
    return changed


def write_tables(
    out: Path, files: Mapping[str, bytes], changed: Mapping[str, bytes]
) -> Sequence[Path]:
    """Write those of the tables that ``tables_to_write`` gave as ``changed``; return all."""
    known = _read(out)
    final = known | {name: [file_digest(content)] for name, content in files.items()}
    # whoever is killed in between finds both what stood there and what should
    _record(out, {name: [*known.get(name, ()), *final[name]] for name in final} if changed else {})
    for name, content in changed.items():
        write_bytes(out / name, content)
    _record(out, final)
    return [out / name for name in files]


def _record(out: Path, digests: Mapping[str, Sequence[str]]) -> None:
    path = out / RECORD
    content = f"{json.dumps(digests, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()
    if digests and not (path.is_file() and path.read_bytes() == content):
        write_bytes(path, content, told=False)


def _read(out: Path) -> dict[str, list[str]]:
    """Return what the record holds; raises NotWritableError where the file is something else."""
    path = out / RECORD
    try:
        told = json.loads(path.read_bytes())
        if all(isinstance(digests, list) for digests in told.values()):
            return dict(told)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError) as error:
        raise NotWritableError(foreign(RECORD)) from error
    raise NotWritableError(foreign(RECORD))


def _digest_at(path: Path) -> str | None:
    try:
        return file_digest(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise refusal(path, error) from error


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

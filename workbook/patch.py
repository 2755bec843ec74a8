"""Writes columns into an existing .xlsx or .xlsm and leaves everything else as it is.

The sheet's XML is streamed and edited as text; every other part is copied byte for byte. See
docs/writing-back.md.
"""

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbook.files.atomic import flush, new_file, refusal
from workbook.files.regular_file import refuse_other_than_file
from workbook.files.saving import Unchanged, put_in_place, refuse_if_open
from workbook.files.stamp import Stamp
from workbook.values.addresses import MAX_COLUMN, MAX_ROW, Area
from workbook.values.refusals import CellError, DamagedError, InUseError, NotASpreadsheetError
from workbook.xlsx.container.archive import Archive
from workbook.xlsx.container.entry import printable
from workbook.xlsx.patching.column import Column
from workbook.xlsx.patching.edits import ColumnsEdit, RowsEdit
from workbook.xlsx.patching.encoder import plain
from workbook.xlsx.patching.opening_view import OpeningView
from workbook.xlsx.patching.rewriting import Rewriting
from workbook.xlsx.patching.verification import verify
from workbook.xlsx.patching.written_cells import Region
from workbook.xlsx.xml_spans import XmlError

WRITABLE = (".xlsx", ".xlsm")
"""Suffixes of the files that can be written into."""

_COLOUR = re.compile("[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True, eq=False)
class SheetColumns:
    """What to write to one sheet; the fields are ``write_columns``' arguments.

    ``overview``: how the sheet opens from the first write on.
    """

    sheet: str
    columns: Mapping[int, Any]
    first_row: int = 1
    number_formats: Mapping[int, str] = field(default_factory=dict)
    styles_like: Mapping[int, int] = field(default_factory=dict)
    highlights: Mapping[int, Mapping[str, str]] | None = None
    overview: OpeningView | None = None


def write_columns(  # noqa: PLR0913 - one keyword for each thing one may ask for
    source: Path | str,
    target: Path | str,
    sheet: str,
    columns: Mapping[int, Any],
    *,
    first_row: int = 1,
    number_formats: Mapping[int, str] | None = None,
    styles_like: Mapping[int, int] | None = None,
    highlights: Mapping[int, Mapping[str, str]] | None = None,
    stamp: Stamp | None = None,
) -> None:
    """Write ``columns`` into ``sheet`` of ``source`` and save as ``target``, which may be the same.

    ``columns`` maps a 1-based column to its values from ``first_row`` down: any sequence, numpy
    array or pandas column of str, bool, int, float, Decimal, datetime, date; None, NaT and ``""``
    leave the cell blank. Text is never taken for a formula. What stood in those cells goes, their
    style stays; a value that its cell's number format would show as something else switches that
    format. Cells below the last value stay as they are.

    ``number_formats`` maps a column to a format for its numbers and dates. ``styles_like`` maps a
    column to the one whose look its new cells take, row by row; by default the nearest column on
    its left that is not written. ``highlights`` maps a column to ``{text: "RRGGBB"}``, a fill for
    the cells that begin with that text; it replaces the highlights of an earlier call on that
    sheet, None leaves them alone. ``stamp`` is what the source was when it was read.

    Raises a WorkbookError before anything is written: the file is damaged, encrypted, signed, open
    elsewhere or changed, the sheet is missing, a value fits no cell. A target that exists is kept
    as ``<name>.备份.<suffix>``.
    """
    edit = SheetColumns(
        sheet, columns, first_row, number_formats or {}, styles_like or {}, highlights
    )
    write_sheets(source, target, [edit], stamp=stamp)


def write_sheets(
    source: Path | str,
    target: Path | str,
    edits: Sequence[SheetColumns],
    *,
    stamp: Stamp | None = None,
) -> None:
    """Do what ``write_columns`` does for several sheets, all in one step or none."""
    planned = [_planned(edit) for edit in edits]
    if len({edit.sheet.casefold() for edit in edits}) < len(edits):
        raise ValueError("a sheet is named twice")
    _write(source, target, planned, stamp)


@dataclass(frozen=True, slots=True, eq=False)
class SheetEdits:
    """Blank cells to fill and rows to add on one sheet; rows and columns count from 1.

    ``fill`` maps (row, column) to a value. ``replace`` does, for cells that need not be blank; a
    formula is not replaced. ``append`` are new rows, column → value, that follow row
    ``like_row``, the list's last: they take its look and its formulas. ``header_row`` is the last
    row of the header; in a list without rows it is ``like_row`` as well.
    """

    fill: Mapping[tuple[int, int], Any] = field(default_factory=dict)
    append: Sequence[Mapping[int, Any]] = ()
    like_row: int = 0
    header_row: int = 0
    replace: Mapping[tuple[int, int], Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Appended:
    """What came of ``SheetEdits``: the new rows, first and last (0, 0 for none).

    ``formulas`` names each formula of ``like_row`` that is more than a formula of its own cell, by
    address, with what became of it in the new rows, in Chinese.
    """

    first: int
    last: int
    formulas: Mapping[str, str]


def write_cells(
    source: Path | str,
    target: Path | str,
    edits: Mapping[str, SheetEdits],
    *,
    stamp: Stamp | None = None,
) -> dict[str, Appended]:
    """Fill blank cells and add rows below the last one, by sheet; everything else stays as it is.

    A number or a time becomes text where the nearest cell above it holds text; text stays text.
    New rows look like ``like_row`` but for its height, hiding and outline; rows that stand there
    already, formatted and blank, are used and keep their look. Formulas of a column are copied,
    shifted. Tables, filters (one over its header only, too), validations, conditional formats,
    protected ranges and print areas that covered the last row cover the new ones.

    Raises what ``write_columns`` raises, and CellError naming a cell that is to be filled and is
    not blank, anything that stands below the last row, or a merged area over a cell.
    """
    planned = [_planned_rows(name, edit) for name, edit in edits.items()]
    _write(source, target, planned, stamp)
    return {
        edit.name: Appended(
            edit.like + 1 if edit.added else 0, edit.last if edit.added else 0, edit.filled.formulas
        )
        for edit in planned
    }


def _planned_rows(name: str, edit: SheetEdits) -> RowsEdit:
    """Return the same, checked, row by row."""
    wanted: dict[int, dict[int, Any]] = {}
    given = {**edit.fill, **edit.replace}
    for (row, column), value in given.items():
        if value is not None and value != "":
            wanted.setdefault(row, {})[column] = value
    if edit.append and not edit.header_row <= edit.like_row:
        raise ValueError(f"like_row {edit.like_row} stands above the header")
    for row, values in enumerate(edit.append, edit.like_row + 1):
        if row in wanted:
            raise ValueError(f"row {row} is filled and appended")
        wanted[row] = dict(values)
    if wanted and max(wanted) > MAX_ROW:
        raise CellError(f"{name}：数据超过 {MAX_ROW} 行，工作表放不下")
    for row, columns in wanted.items():
        if row < 1 or not all(1 <= column <= MAX_COLUMN for column in columns):
            raise ValueError(f"no cell: row {row}, columns {list(columns)}")
    if edit.append and max(row for row, _ in [*given, (0, 0)]) > edit.like_row:
        raise ValueError("a cell to fill stands below the last row")
    return RowsEdit(
        name, wanted, edit.like_row, edit.header_row, len(edit.append), frozenset(edit.replace)
    )


def _write(
    source: Path | str,
    target: Path | str,
    planned: Sequence[ColumnsEdit | RowsEdit],
    stamp: Stamp | None,
) -> None:
    """Do all edits in one step or none."""
    source, target = Path(os.path.realpath(source)), Path(os.path.realpath(target))
    refuse_other_than_file(source)
    refuse_if_open(source)
    refuse_if_open(target)
    unchanged = [Unchanged(source), Unchanged(target)]
    if stamp is not None:
        stamp.check(source)
    try:
        file = source.open("rb")
    except PermissionError as error:
        message = f"{source.name}：无法读取，可能没有读取权限，或正在其他程序中打开"
        raise InUseError(message) from error
    except OSError as error:
        raise NotASpreadsheetError(f"{source.name}：文件不存在或无法读取") from error
    with file, tempfile.TemporaryFile() as spool:
        rewriting = Rewriting(Archive(file, source.name), spool)
        for edit in planned:
            if isinstance(edit, ColumnsEdit):
                _refuse_without_room(edit, rewriting)
        try:
            rewriting.apply(planned)
        except (XmlError, ValueError, LookupError, RecursionError) as error:
            why = printable(str(error))
            raise DamagedError(f"{source.name}：文件内容有误（{why}），未写入") from error
        except OSError as error:  # the folder for temporary files is full
            raise refusal(target, error) from error
        with new_file(target) as (out, path):
            written = rewriting.write(out)
            flush(out)
            verify(out, rewriting, written, planned)
            out.close()
            file.close()
            for state in unchanged:
                state.check()
            put_in_place(path, target, source)


def _refuse_without_room(edit: ColumnsEdit, rewriting: Rewriting) -> None:
    columns = edit.region.columns
    if not columns or columns[-1].index <= MAX_COLUMN:
        return
    cell = rewriting.rightmost(edit.name)
    area = Area.parse(cell)
    if area is None or area.right + len(columns) <= MAX_COLUMN:
        raise ValueError(f"column {columns[-1].index} is not between 1 and {MAX_COLUMN}")
    why = "这个单元格太靠右，右边放不下要写的列；请移走或清除它再试"
    raise CellError(f"{edit.name}!{cell}：{why}")


def _planned(edit: SheetColumns) -> ColumnsEdit:
    """Return the same, checked and in order."""
    if not 1 <= edit.first_row <= MAX_ROW:
        raise ValueError(f"first_row is {edit.first_row}")
    columns = []
    for index in sorted(edit.columns):
        if index < 1:
            raise ValueError(f"column {index} is not 1 or more")
        values = plain(edit.columns[index])
        if edit.first_row + len(values) - 1 > MAX_ROW:
            raise CellError(f"{edit.sheet}：数据超过 {MAX_ROW} 行，工作表放不下")
        columns.append(Column(index, values, edit.number_formats.get(index)))
    for like in edit.styles_like.values():
        if not 0 <= like <= MAX_COLUMN:
            raise ValueError(f"column {like} is not between 1 and {MAX_COLUMN}")
    likes = {column.index: _like(column.index, edit) for column in columns}
    for texts in (edit.highlights or {}).values():
        for text, colour in texts.items():
            if not text or not _COLOUR.fullmatch(colour):
                raise ValueError(f"no highlight: {text!r}: {colour!r}")
    region = Region(edit.first_row, tuple(columns))
    return ColumnsEdit(edit.sheet, region, likes, edit.highlights, edit.overview)


def _like(column: int, edit: SheetColumns) -> int:
    """Return the column to look like: one that is not written itself, 0 for none."""
    seen = set()
    while column in edit.columns and column not in seen:
        seen.add(column)
        column = edit.styles_like.get(column, column - 1)
    return 0 if column in edit.columns else column

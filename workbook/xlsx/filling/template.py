"""Fills a template by its defined names; knows cells and names, not what they mean.

The template is an .xlsx that staff restyle in Excel: fonts, widths, moved blocks and their own
pictures stay as they are. What is filled is found by defined names only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workbook.values.addresses import address
from workbook.values.refusals import TemplateError
from workbook.values.text import looks_like_formula
from workbook.xlsx.filling.filled_book import FilledBook
from workbook.xlsx.filling.grid import Grid, Value, split_address, split_range
from workbook.xlsx.filling.heights import Fitter
from workbook.xlsx.filling.looks import Looks
from workbook.xlsx.filling.references import Stretch

__all__ = ["Fill", "Result", "Value", "fill", "fill_into", "legal_titles", "put_into"]

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_TITLE_UNITS = 31


@dataclass(frozen=True, slots=True)
class Result:
    """The value of a formula that the template holds: stored beside it for readers and previews."""

    value: Value


Cell = Value | Result


@dataclass(frozen=True, slots=True)
class Fill:
    """What goes into the named cells of a workbook, or of one copied sheet.

    ``values``: name → value. ``tables``: each a non-empty list of rows, name → value with the same
    names in every row; the names stand on one row of the template, which is repeated. ``page``:
    what replaces ``{key}`` in printed headers and footers.
    """

    values: Mapping[str, Cell] = field(default_factory=dict)
    tables: Sequence[Sequence[Mapping[str, Cell]]] = ()
    page: Mapping[str, str] = field(default_factory=dict)

    def names(self) -> Iterable[str]:
        """Every name that is needed."""
        yield from self.values
        for table in self.tables:
            yield from table[0]


def fill(
    template: bytes, content: Fill, copies: Mapping[str, Sequence[tuple[str, Fill]]] | None = None
) -> bytes:
    """Return the template filled with ``content``; the same input gives the same bytes.

    ``copies``: a sheet of the template → (title, content) of each sheet to be made of it, none to
    leave it out; titles must be legal (see ``legal_titles``). Formulas stay live and carry the
    given results; the file asks for a full calculation when opened. Rows grow for wrapped text.
    The file names this tool as its creator.

    Raises TemplateError naming every sheet and defined name that the template lacks, a name that is
    not a cell, a table's names that are not on one row, or a result whose cell holds no formula.
    """
    filled = FilledBook(template)
    filled.says_maker = True
    fill_into(filled, content, copies or {})
    return filled.to_bytes()


def fill_into(
    filled: FilledBook, content: Fill, copies: Mapping[str, Sequence[tuple[str, Fill]]]
) -> None:
    """Do what ``fill`` does with a template that has been read."""
    if absent := [source for source in copies if source not in filled.sheets]:
        raise TemplateError(f"模板缺少工作表：{'、'.join(absent)}")
    for source, sheets in copies.items():
        filled.multiply(source, [title for title, _ in sheets])
    put_into(filled, [part for sheets in copies.values() for part in sheets], content)


def put_into(filled: FilledBook, sheets: Sequence[tuple[str, Fill]], content: Fill) -> None:
    """Put what is left into a workbook whose ``sheets``, by title, stand there."""
    parts = [*sheets, ("", content)]
    _check_names(filled, parts)
    grids = {
        title: Grid(root, date1904=filled.package.date1904) for title, root in filled.sheets.items()
    }
    writer = _Writer(filled, grids)
    for title, part in parts:
        writer.stretch(title, part)
    writer.measure()
    for title, part in parts:
        writer.write(title, part)
    copied_titles = {title for title, _ in sheets}
    for title, grid in grids.items():
        if title not in copied_titles:
            grid.fill_page_text(content.page)


def legal_titles(titles: Iterable[str]) -> list[str]:
    r"""Return sheet names that Excel accepts, each like its title, none twice in any case.

    At most 31 UTF-16 units, none of ``[]:*?/\``, no quote at either end.
    """
    found: list[str] = []
    taken: set[str] = set()
    for title in titles:
        plain = "".join(c for c in title if c.isprintable()).translate(_FORBIDDEN).strip(" '")
        number, legal = 1, _cut(plain or "-", _TITLE_UNITS)
        while legal.casefold() in taken or legal.casefold() == "history":
            number += 1
            tail = f"({number})"
            legal = _cut(plain or "-", _TITLE_UNITS - len(tail)) + tail
        taken.add(legal.casefold())
        found.append(legal)
    return found


def _cut(text: str, units: int) -> str:
    while len(text.encode("utf-16-le")) // 2 > units:
        text = text[:-1]
    return text.rstrip(" '")


def _check_names(filled: FilledBook, parts: Iterable[tuple[str, Fill]]) -> None:
    absent = {
        name: None
        for title, part in parts
        for name in part.names()
        if filled.cell_of(name, title) is None
    }
    if absent:
        raise TemplateError(f"模板缺少名称：{'、'.join(absent)}；请恢复这些名称或换回原模板")


class _Writer:
    def __init__(self, filled: FilledBook, grids: Mapping[str, Grid]) -> None:
        self._filled, self._grids = filled, grids
        self._fitters: dict[str, Fitter] = {}
        self._looks = Looks(filled.styles)

    def measure(self) -> None:
        """Look at widths and merges once all rows are where they stay."""
        for grid in self._grids.values():
            grid.settle_copies()
        looks = self._looks
        self._fitters = {title: Fitter(grid, looks) for title, grid in self._grids.items()}

    def stretch(self, title: str, part: Fill) -> None:
        for table in part.tables:
            sheet, row = self._table_row(title, table)
            stretch = Stretch(sheet, row, len(table) - 1)
            if stretch.extra == 0:
                continue
            for home, grid in self._grids.items():
                grid.stretch_formulas(stretch, home)
            self._grids[sheet].stretch(stretch)
            self._filled.stretch_names(stretch)

    def write(self, title: str, part: Fill) -> None:
        for name, value in part.values.items():
            sheet, row, column = self._place(title, name)
            self._put(name, (sheet, row, column), value)
        for table in part.tables:
            for name in table[0]:
                sheet, first, column = self._place(title, name)
                for offset, entry in enumerate(table):
                    self._put(name, (sheet, first + offset, column), entry[name])
        if title:
            self._grids[title].fill_page_text(part.page)

    def _table_row(self, title: str, table: Sequence[Mapping[str, Cell]]) -> tuple[str, int]:
        rows = {self._place(title, name)[:2] for name in table[0]}
        if len(rows) != 1:
            raise TemplateError(f"模板中这些名称应在同一行：{'、'.join(table[0])}")
        return rows.pop()

    def _place(self, title: str, name: str) -> tuple[str, int, int]:
        found = self._filled.cell_of(name, title)
        if found is None or found[0] not in self._grids:
            raise TemplateError(f"模板的名称没有指向工作表：{name}")
        row, column, _, _ = split_range(found[1])
        return found[0], row, column

    def _put(self, name: str, at: tuple[str, int, int], value: Cell) -> None:
        sheet, row, column = at
        grid, place = self._grids[sheet], address(row, column)
        shown = value.value if isinstance(value, Result) else value
        if isinstance(value, Result):
            if not grid.put_result(place, shown):
                raise TemplateError(
                    f"模板中名称“{name}”所指的单元格应为公式，现在不是（工作表 {sheet}）"
                )
        else:
            grid.put(place, shown)
            if isinstance(shown, str) and looks_like_formula(shown):
                cell = grid.cell(place)
                cell.set("s", str(self._looks.quoted(int(cell.get("s", "0")))))
        if isinstance(shown, str):
            self._fitters[sheet].fit(*split_address(place), shown)

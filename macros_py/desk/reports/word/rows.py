"""The rows and columns of a document's table that people may have worked on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from macros_py.desk.reports.word.anchors import names_within, tag
from macros_py.desk.reports.word.look import Element, element
from macros_py.desk.reports.word.pieces import Line, Piece, widths_of

ROW, CELL, TABLE = qn("w:tr"), qn("w:tc"), qn("w:tbl")


def rows_of(table: Element) -> list[Element]:
    """Return a table's own rows, without those of tables in its cells."""
    return [row for row in table.iter(ROW) if next(row.iterancestors(TABLE)) is table]


def cells_of(row: Element) -> list[Element]:
    """Return a row's own cells."""
    return [cell for cell in row.iter(CELL) if next(cell.iterancestors(ROW)) is row]


def table_of(place: Element) -> Element | None:
    """Return the table around a cell or paragraph."""
    return next(place.iterancestors(TABLE), None)


def set_order(table: Element, order: Sequence[Element]) -> None:
    """Put these rows, and no others, into a table; what stands around one is taken away."""
    first = next((place for place, part in enumerate(table) if _holds_rows(part)), len(table))
    for part in [part for part in table if _holds_rows(part)]:
        table.remove(part)
    for place, row in enumerate(order, first):
        table.insert(place, row)


def _holds_rows(part: Element) -> bool:
    return part.tag == ROW or (part.tag == qn("w:sdt") and part.find(f".//{ROW}") is not None)


def put_after(row: Element, before: Element | None, cell: Element) -> None:
    """Put a cell into a row behind another, or first."""
    if before is not None:
        before.addnext(cell)
    else:
        cells_of(row)[0].addprevious(cell) if cells_of(row) else row.append(cell)


def take_out(part: Element) -> None:
    """Take an element out, and what stood around nothing else; a cell keeps a paragraph."""
    around = part.getparent()
    if around is None:
        return
    if around.tag == CELL and len(around.findall(part.tag)) == 1 and part.tag == qn("w:p"):
        part[:] = [each for each in part if each.tag == qn("w:pPr")]
        return
    around.remove(part)
    if around.tag == qn("w:sdtContent") and not len(around):
        take_out(next(around.iterancestors()))


def fit(table: Element, piece: Piece) -> None:
    """Share a table's width out anew where it has the columns of the piece and no other."""
    rows, widths = rows_of(table), widths_of(piece.columns)
    if any(len(cells_of(row)) != len(widths) for row in rows):
        return
    for row in rows:
        for cell, width in zip(cells_of(row), widths, strict=True):
            for wide in cell.iterfind(f"{qn('w:tcPr')}/{qn('w:tcW')}"):
                wide.set(qn("w:w"), str(width))
    grid = table.find(qn("w:tblGrid"))
    if grid is not None:
        grid[:] = [element("gridCol", w=width) for width in widths]


@dataclass
class Rows:
    """The rows of a table; ``known`` by the key of their line, ``gone``: no longer generated."""

    whole: list[Element]
    known: dict[str, Element] = field(default_factory=dict)
    head: list[Element] = field(default_factory=list)
    added: list[Element] = field(default_factory=list)
    gone: list[Element] = field(default_factory=list)

    @classmethod
    def of(cls, table: Element, piece: Piece, lines: Sequence[Line]) -> "Rows":
        """Tell a table's rows apart by their anchors; those without any were added by people."""
        wanted = {tag(cell.key): line.key for line in lines for cell in line.cells}
        heads = {tag(key) for key in piece.heads}
        rows = cls(rows_of(table))
        for row in rows.whole:
            names = names_within(row)
            key = next((wanted[name] for name in names if name in wanted), None)
            if key is not None and key not in rows.known:
                rows.known[key] = row
            elif not heads.isdisjoint(names) or not (names or rows.known or rows.gone):
                rows.head.append(row)
            else:
                (rows.gone if names else rows.added).append(row)
        return rows

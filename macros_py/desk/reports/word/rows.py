"""The rows and columns of a document's table that people may have worked on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from macros_py.desk.reports.word.anchors import names_within, tag
from macros_py.desk.reports.word.look import Element, element
from macros_py.desk.reports.word.pieces import Line, Piece, widths_of
from macros_py.desk.reports.word.tables import cells_of, rows_of


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

"""The rows and cells of a document's table, whatever people have put around or into them."""

from collections.abc import Sequence

from docx.oxml.ns import qn

from macros_py.desk.reports.word.look import Element, element

SHORT = 9
"""Rows of a table that is kept on one page."""

_LOOKS = (qn("w:tblBorders"), qn("w:tblStyle"))
"""What says how a table's lines look."""
_BEFORE_LINES = frozenset(
    qn(f"w:{name}")
    for name in (
        *("tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize"),
        *("tblW", "jc", "tblCellSpacing", "tblInd"),
    )
)

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


def ruled() -> Element:
    """Return the lines of a table: around it and between its cells."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = (element(side, val="single", sz=4, space=0, color="000000") for side in sides)
    return element("tblBorders", *lines)


def rule(table: Element) -> None:
    """Give a table its lines again, for new cells: LibreOffice leaves them to the old ones."""
    properties = table.find(qn("w:tblPr"))
    if properties is None or any(properties.find(each) is not None for each in _LOOKS):
        return
    place = sum(part.tag in _BEFORE_LINES for part in properties)
    properties.insert(place, ruled())


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


def keep_together(table: Element) -> None:
    """Keep a short table on one page; of a longer one neither the first nor the last row alone."""
    rows = rows_of(table)
    for place, row in enumerate(rows):
        keep = place < len(rows) - 1 and (len(rows) <= SHORT or place < 2 or place == len(rows) - 2)
        for line in (line for cell in cells_of(row) for line in cell.findall(qn("w:p"))):
            properties = line.find(qn("w:pPr"))
            if properties is None:
                continue
            for old in properties.findall(qn("w:keepNext")):
                properties.remove(old)
            if keep:
                styled = properties.find(qn("w:pStyle")) is not None
                properties.insert(int(styled), element("keepNext"))

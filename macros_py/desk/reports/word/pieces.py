"""The pieces of a document: each block of a report as paragraphs, a table, a chart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from docx.opc.part import Part

from macros_py.desk.reports.blocks import (
    LISTED,
    Block,
    Chart,
    Column,
    Human,
    Kind,
    Report,
    Table,
    Text,
    shown,
)
from macros_py.desk.reports.word.anchors import Anchors
from macros_py.desk.reports.word.chart_parts import new_chart_part
from macros_py.desk.reports.word.charts import drawing
from macros_py.desk.reports.word.keys import cell_key, excerpt, row_keys, titles_of
from macros_py.desk.reports.word.look import (
    BODY,
    FIGURE_CELL,
    HEAD_CELL,
    HEADING,
    PICTURE,
    SECTION,
    SIGNED,
    SUBTITLE,
    TEXT_CELL,
    TEXT_WIDTH,
    TITLE,
    WRITTEN,
    Element,
    Look,
    element,
    paragraph,
)
from macros_py.desk.reports.word.tables import keep_together, ruled

TO_FILL = "（由人工填写）"
DESK = "接诉即办"
"""What the office of a report's title is followed by."""

CROWDED = 22
"""A table of more widths than this is set in 小五."""

_LEAST = {Kind.SHARE: 90, Kind.POINTS: 80, Kind.HOURS: 80, Kind.COUNT: 56}
"""The width of a column's longest figure with the cell's margins: twips for each point of type."""

_NUMERALS = "一二三四五六七八九十"
_HEAT = (0xF4, 0xA5, 0x82)


@dataclass(frozen=True)
class Cell:
    """One cell of a row: its key, the text generated for it, whether people fill it, its look."""

    key: str
    text: str
    human: bool
    look: Look
    shade: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a table by its key."""

    key: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Piece:
    """A paragraph, table or chart in the order of the document; ``name`` tells people which.

    ``text`` is what is generated for a paragraph; ``human``: people fill it.
    """

    key: str
    name: str
    text: str = ""
    look: Look = BODY
    human: bool = False
    lines: Sequence[Line] | None = None
    columns: Sequence[Column] = ()
    chart: Chart | None = None

    @property
    def heads(self) -> list[str]:
        """The keys of a table's header cells."""
        return [cell_key(self.key, "", title) for title in titles_of(self.columns)]


@dataclass
class Maker:
    """Turns pieces into elements; ``part`` is the document they go into."""

    part: Part
    anchors: Anchors = field(default_factory=Anchors)

    def make(self, piece: Piece) -> Element:
        """Return the element of a piece."""
        if piece.lines is not None:
            return self._table(piece)
        if piece.chart is not None:
            return self._chart(piece, piece.chart)
        return paragraph(piece.look, self.anchors.text(piece.key, piece.text, piece.look))

    def line(self, line: Line, widths: Sequence[int]) -> Element:
        """Return a table row."""
        cells = (self.cell(*each) for each in zip(line.cells, widths, strict=True))
        return element("tr", element("trPr", element("cantSplit")), *cells)

    def cell(self, cell: Cell, width: int) -> Element:
        """Return a cell of a row."""
        content = self.anchors.text(cell.key, cell.text, cell.look)
        return _cell(content, cell.look, width, cell.shade)

    def _table(self, piece: Piece) -> Element:
        widths = widths_of(piece.columns)
        properties = element(
            "tblPr",
            element("tblW", w=TEXT_WIDTH, type="dxa"),
            element("jc", val="center"),
            ruled(),
            element("tblLayout", type="fixed"),
            element("tblCellMar", *(element(side, w=57, type="dxa") for side in ("left", "right"))),
        )
        heads = (
            Cell(key, column.title, human=False, look=HEAD_CELL)
            for key, column in zip(piece.heads, piece.columns, strict=True)
        )
        made = element(
            "tbl",
            properties,
            element("tblGrid", *(element("gridCol", w=width) for width in widths)),
            element(
                "tr",
                element("trPr", element("cantSplit"), element("tblHeader")),
                *(self.cell(*each) for each in zip(heads, widths, strict=True)),
            ),
            *(self.line(line, widths) for line in piece.lines or ()),
        )
        keep_together(made)
        return made

    def _chart(self, piece: Piece, chart: Chart) -> Element:
        relation, number = new_chart_part(self.part, chart)
        shape = drawing(relation, 1000 + number, chart)
        return paragraph(PICTURE, self.anchors.around(piece.key, [shape]))


def widths_of(columns: Sequence[Column]) -> list[int]:
    """Share the text's width out among the columns; a figure such as 100.0% stays on one line."""
    points = points_of(columns)
    least = [round(_LEAST.get(column.kind, 0) * points) for column in columns]
    left, sharing = TEXT_WIDTH, set(range(len(columns)))
    while True:
        whole = sum(columns[place].width for place in sharing)
        short = {place for place in sharing if left * columns[place].width < least[place] * whole}
        if not short:
            break
        left -= sum(least[place] for place in short)
        sharing -= short
    return [
        left * column.width // whole if place in sharing else least[place]
        for place, column in enumerate(columns)
    ]


def points_of(columns: Sequence[Column]) -> float:
    """Return the size of type in a table: 五号, with many columns 小五."""
    return 9.0 if sum(column.width for column in columns) > CROWDED else TEXT_CELL.points


def _cell(content: Sequence[Element], look: Look, width: int, shade: str = "") -> Element:
    fill = [element("shd", val="clear", color="auto", fill=shade)] if shade else []
    size, place = element("tcW", w=width, type="dxa"), element("vAlign", val="center")
    return element("tc", element("tcPr", size, *fill, place), paragraph(look, content))


def pieces_of(report: Report, day: str) -> Iterator[Piece]:
    """Yield a report's pieces; ``day`` stands under it."""
    for key, line in zip(("title", "title.end"), _title_lines(report.title), strict=False):
        yield Piece(key, "标题", line, TITLE)
    yield Piece("subtitle", "副标题", f"（{report.subtitle}）", SUBTITLE)
    for number, banner in enumerate(report.banners):
        yield Piece(f"banner{number}", excerpt(banner), f"【{banner}】", SUBTITLE)
    for place, section in enumerate(report.sections):
        title = f"{_NUMERALS[place]}、{section.title}"
        yield Piece(f"section{place}", title, title, SECTION)
        headed = 0
        for block in section.blocks:
            if isinstance(block, Table | Human):
                text = f"（{_NUMERALS[headed % 10]}）{block.title}"
                yield Piece(f"{block.key}.title", text, text, HEADING)
                headed += 1
            yield from _pieces(block)
    yield Piece("day", "日期", day, SIGNED)


def _title_lines(title: str) -> Sequence[str]:
    """Break a title that a line does not hold behind whose it is, so that no word breaks."""
    whose, desk, what = title.partition(DESK)
    if len(title) * TITLE.points * 20 <= TEXT_WIDTH or not whose:
        return (title,)
    return whose, desk + what


def _pieces(block: Block) -> Iterator[Piece]:
    if isinstance(block, Text):
        yield Piece(block.key, excerpt(block.text), block.text)
    elif isinstance(block, Human):
        yield Piece(block.key, block.title, TO_FILL, WRITTEN, human=True)
    elif isinstance(block, Chart):
        if block.names:
            yield Piece(block.key, f"{block.title}图", chart=block)
    elif not block.rows:
        yield Piece(f"{block.key}.none", block.title, block.none)
    else:
        columns = [column for column in block.columns if column.word]
        yield Piece(block.key, block.title, lines=list(_lines(block)), columns=columns)


def _lines(table: Table) -> Iterator[Line]:
    kept = [(i, column) for i, column in enumerate(table.columns) if column.word]
    titles = titles_of([column for _, column in kept])
    shades = _shades(table) if table.heat else {}
    points = points_of([column for _, column in kept])
    text, figure = (replace(look, points=points) for look in (TEXT_CELL, FIGURE_CELL))
    for key, row in zip(row_keys(table), table.rows[:LISTED], strict=False):
        cells = [
            Cell(
                cell_key(table.key, key, title),
                shown(row.cells[i], column.kind),
                column.kind is Kind.HUMAN,
                text if column.kind in (Kind.TEXT, Kind.HUMAN) else figure,
                shades.get((id(row), i), ""),
            )
            for title, (i, column) in zip(titles, kept, strict=True)
        ]
        yield Line(key, cells)


def _shades(table: Table) -> Mapping[tuple[int, int], str]:
    """Return the fill of each count: the darker, the nearer to the largest."""
    counts = {
        (id(row), i): value
        for row in table.rows
        for i, value in enumerate(row.cells)
        if isinstance(value, int) and value
    }
    largest = max(counts.values(), default=1)
    return {
        place: "".join(f"{255 - (255 - tone) * count // largest:02X}" for tone in _HEAT)
        for place, count in counts.items()
    }

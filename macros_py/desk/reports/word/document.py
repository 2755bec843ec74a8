"""A report as a new document by GB/T 9704, and the reading of one that people have worked on."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as Docx
from docx.opc.part import Part

from macros_py.desk.reports.blocks import Report
from macros_py.desk.reports.packing import packed
from macros_py.desk.reports.word.anchors import tag
from macros_py.desk.reports.word.look import (
    BODY,
    EVEN_NUMBER,
    ODD_NUMBER,
    SOURCE,
    Element,
    field,
    page,
    paragraph,
    run,
    run_properties,
)
from macros_py.desk.reports.word.memory import Memory, remember
from macros_py.desk.reports.word.pieces import Maker, Piece, pieces_of
from workbook.values.maker import MAKER

FEET = ("foot.odd", "foot.even")


def new_document(report: Report, as_of: datetime) -> bytes:
    """Return the document's bytes; the same report and as-of give the same bytes."""
    document = Document()
    _without_leftovers(document.part)
    _start(document, report, as_of)
    maker = Maker(document.part)
    pieces = list(pieces_of(report, day_text(as_of)))
    body = document.element.body
    for piece in pieces:
        body.insert(len(body) - 1, maker.make(piece))
    _feet(document, maker, source_text(report))
    remember(document.part, memory_of(pieces, report))
    return saved(document, as_of)


def day_text(as_of: datetime) -> str:
    """Return the date under a document."""
    return f"{as_of.year}年{as_of.month}月{as_of.day}日"


def source_text(report: Report) -> str:
    """Return the line at the foot of every page."""
    return "　".join(report.notes)


def memory_of(pieces: Sequence[Piece], report: Report) -> Memory:
    """Return what is generated for every anchor."""
    feet = ((key, source_text(report)) for key in FEET)
    return Memory({tag(key): (key, text) for key, text in (*_texts(pieces), *feet)})


def _texts(pieces: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    for piece in pieces:
        if piece.lines is not None:
            yield from zip(piece.heads, (each.title for each in piece.columns), strict=True)
            for line in piece.lines:
                yield from ((cell.key, cell.text) for cell in line.cells)
        elif piece.chart is not None:
            yield piece.key, chart_text(piece)
        else:
            yield piece.key, piece.text


def chart_text(piece: Piece) -> str:
    """Return what is remembered of a chart: its name, and below it its figures."""
    assert piece.chart is not None
    return f"{piece.name}\n{(piece.chart.names, piece.chart.series)!r}"


def saved(document: Docx, as_of: datetime) -> bytes:
    """Return a document's bytes with ``as_of`` for every time in it."""
    raw = io.BytesIO()
    document.core_properties.modified = as_of
    document.save(raw)
    return packed(raw.getvalue(), as_of)


def _start(document: Docx, report: Report, as_of: datetime) -> None:
    properties = document.core_properties
    properties.author, properties.last_modified_by = MAKER, MAKER
    properties.title, properties.comments = report.title, ""
    properties.created = as_of
    document.settings.odd_and_even_pages_header_footer = True
    style = document.styles["Normal"].element.get_or_add_rPr()
    for old in list(style):
        style.remove(old)
    for new in run_properties(BODY):
        style.append(new)
    for section in document.sections:
        page(section._sectPr)  # noqa: SLF001  python-docx knows no document grid


def _without_leftovers(document: Part) -> None:
    """Take out what the library's own document brings along: thumbnail, program, bibliography."""
    package = document.package
    for holder, kinds in ((package, ("/thumbnail",)), (document, ("/customXml",))):
        rels = holder.rels
        for name in [n for n, each in rels.items() if each.reltype.endswith(kinds)]:
            del rels[name]
    for relation in package.rels.values():
        if relation.reltype.endswith("/extended-properties"):
            relation.target_part._blob = _PROGRAM  # noqa: SLF001


_PROGRAM = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    f"<Application>{MAKER}</Application></Properties>"
).encode()


def _feet(document: Docx, maker: Maker, source: str) -> None:
    section = document.sections[0]
    for foot, look, key in (
        (section.footer, ODD_NUMBER, FEET[0]),
        (section.even_page_footer, EVEN_NUMBER, FEET[1]),
    ):
        foot.is_linked_to_previous = False
        root = foot._element  # noqa: SLF001
        for old in list(root):
            root.remove(old)
        number = [run("— ", look), *field("PAGE", look), run(" —", look)]
        root.append(paragraph(look, number))
        root.append(paragraph(SOURCE, maker.anchors.text(key, source, SOURCE)))


def roots_of(document: Docx) -> list[Element]:
    """Return every story that holds anchors: the text and the feet."""
    roots = [document.element.body]
    for section in document.sections:
        roots += [foot._element for foot in (section.footer, section.even_page_footer)]  # noqa: SLF001
    return roots

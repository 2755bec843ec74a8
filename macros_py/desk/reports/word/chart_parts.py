"""Chart parts of a document, each with the workbook behind it, so that Word can edit its data."""

import io
from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml import etree
from openpyxl import Workbook

from macros_py.desk.reports.blocks import Chart, Value
from macros_py.desk.reports.packing import packed
from macros_py.desk.reports.word.charts import C, R, chart_xml, with_figures
from macros_py.desk.reports.word.look import Element
from workbook.values.maker import MAKER
from workbook.values.text import as_text

RELATION, PACKAGE = f"{R}/chart", f"{R}/package"
_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STAMP = datetime(2000, 1, 1)
"""The time in a chart's workbook, which changes with its figures only."""


def new_chart_part(document: Part, chart: Chart) -> tuple[str, int]:
    """Put a chart beside a document; return the relation to it and its number."""
    taken = {str(part.partname) for part in document.package.iter_parts()}
    number = next(n for n in range(1, 999) if _names(n).isdisjoint(taken))
    name = PackURI(f"/word/charts/chart{number}.xml")
    part = Part(name, _CHART, chart_xml(chart), document.package)
    _put_workbook(part, chart, number)
    return document.relate_to(part, RELATION), number


def bring_up(part: Part, chart: Chart) -> None:
    """Put a chart's figures into its part and the workbook behind it; styles stay."""
    part._blob = with_figures(part.blob, chart)  # noqa: SLF001  python-docx has no other way
    taken = {str(each.partname) for each in part.package.iter_parts()}
    _put_workbook(part, chart, next(n for n in range(1, 999) if _names(n).isdisjoint(taken)))


def chart_parts(document: Part) -> dict[str, Part]:
    """Return relation → chart part."""
    return {
        name: relation.target_part
        for name, relation in document.rels.items()
        if relation.reltype == RELATION and not relation.is_external
    }


def drop_unused(document: Part, roots: Iterable[Element]) -> None:
    """Let go of the chart parts that nothing shows any more."""
    used = {each.get(qn("r:id")) for root in roots for each in root.iter(qn("c:chart"))}
    for name in chart_parts(document):
        if name not in used:
            del document.rels[name]


def _names(number: int) -> set[str]:
    return {f"/word/charts/chart{number}.xml", str(_workbook_name(number))}


def _workbook_name(number: int) -> PackURI:
    return PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx")


def _put_workbook(part: Part, chart: Chart, number: int) -> None:
    """Put the workbook behind a chart, in place of the one that is there."""
    content = workbook_of(chart)
    rels = part.rels
    name = next((n for n, each in rels.items() if each.reltype == PACKAGE), None)
    if name is None or rels[name].is_external:
        book = Part(_workbook_name(number), _SHEET, content, part.package)
        name = part.relate_to(book, PACKAGE)
    else:
        rels[name].target_part._blob = content  # noqa: SLF001
    root = etree.fromstring(part.blob)
    found = root.find(f"{{{C}}}externalData")
    if found is None:
        found = etree.Element(f"{{{C}}}externalData")
        etree.SubElement(found, f"{{{C}}}autoUpdate").set("val", "0")
        last = [each for each in root if each.tag not in _AFTER][-1]
        last.addnext(found)
    found.set(f"{{{R}}}id", name)
    part._blob = etree.tostring(  # noqa: SLF001
        root, xml_declaration=True, encoding="UTF-8", standalone=True
    )


_AFTER = (f"{{{C}}}printSettings", f"{{{C}}}userShapes", f"{{{C}}}extLst")
"""What stands behind the workbook's relation in a chart part."""


def workbook_of(chart: Chart) -> bytes:
    """Return the cells that a chart refers to; text stays text."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    columns: list[list[Value]] = [[None, *chart.names]]
    columns += [[title, *values] for title, values in chart.series]
    for column, values in enumerate(columns, 1):
        for row, value in enumerate(values, 1):
            number = float(value) if isinstance(value, Fraction) else value
            cell = sheet.cell(row, column)
            cell.value = as_text(number) if isinstance(number, str) else number
            if isinstance(number, str):
                cell.data_type = "s"
    book.properties.creator = MAKER
    book.properties.created = book.properties.modified = _STAMP
    raw = io.BytesIO()
    book.save(raw)
    return packed(raw.getvalue(), _STAMP)

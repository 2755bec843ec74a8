"""Native charts of a document: chart parts with the figures cached in them."""

from collections.abc import Sequence
from fractions import Fraction

from docx.oxml import parse_xml
from lxml import etree

from macros_py.desk.reports.blocks import Chart, Value
from macros_py.desk.reports.word.look import Element
from workbook.values.text import as_text

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WIDE, HIGH, NAME = 5_400_000, 2_340_000, 270_000
"""English metric units: 15 cm × 6.5 cm, and 0.75 cm for each name beside lying bars."""

COLOURS = ("4472C4", "ED7D31", "70AD47", "FFC000")
FONT = "仿宋_GB2312"


def chart_xml(chart: Chart) -> bytes:
    """Return a chart part."""
    root = etree.Element(f"{{{C}}}chartSpace", nsmap={"c": C, "a": A, "r": R})
    _add(root, "roundedCorners", val=0)
    inner = _add(root, "chart")
    _titled(inner, chart.title)
    _add(inner, "autoTitleDeleted", val=0)
    area = _add(inner, "plotArea")
    _add(area, "layout")
    plot = _add(area, "lineChart" if chart.style == "line" else "barChart")
    if chart.style == "line":
        _add(plot, "grouping", val="standard")
    else:
        _add(plot, "barDir", val="bar" if chart.style == "bar" else "col")
        _add(plot, "grouping", val="clustered")
    _add(plot, "varyColors", val=0)
    for number in range(len(chart.series)):
        plot.append(series_xml(chart, number))
    if chart.style == "line":
        _add(plot, "marker", val=1)
    else:
        _add(plot, "gapWidth", val=60)
    for axis in (111, 222):
        _add(plot, "axId", val=axis)
    _axes(area, chart)
    if len(chart.series) > 1:
        legend = _add(inner, "legend")
        _add(legend, "legendPos", val="b")
        _add(legend, "overlay", val=0)
    _add(inner, "plotVisOnly", val=1)
    _add(inner, "dispBlanksAs", val="gap")
    _text_look(root, 1000)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def series_xml(chart: Chart, number: int) -> etree._Element:
    """Return one series with its cached names and values."""
    title, values = chart.series[number]
    made = etree.Element(f"{{{C}}}ser", nsmap={"c": C, "a": A})
    _add(made, "idx", val=number)
    _add(made, "order", val=number)
    column = "BCDE"[number]
    _cached(_add(made, "tx"), "str", f"Sheet1!${column}$1", [title])
    look = _add(made, "spPr")
    colour = COLOURS[number]
    if chart.style == "line":
        _filled(etree.SubElement(look, f"{{{A}}}ln", w="28575"), colour)
        marker = _add(made, "marker")
        _add(marker, "symbol", val="circle")
        _add(marker, "size", val=5)
    else:
        _filled(look, colour)
        _add(made, "invertIfNegative", val=0)
    end = len(chart.names) + 1
    _cached(_add(made, "cat"), "str", f"Sheet1!$A$2:$A${end}", chart.names)
    form = "0%" if chart.percent else "General"
    _cached(_add(made, "val"), "num", f"Sheet1!${column}$2:${column}${end}", values, form)
    if chart.style == "line":
        _add(made, "smooth", val=0)
    return made


def drawing(relation: str, number: int, chart: Chart) -> Element:
    """Return the run that shows a chart part."""
    high = max(HIGH, NAME * len(chart.names)) if chart.style == "bar" else HIGH
    shown = etree.fromstring("<x/>")
    shown.set("t", as_text(chart.title))
    name = etree.tostring(shown).decode().removeprefix("<x t=").removesuffix("/>")
    made: Element = parse_xml(
        f'<w:r xmlns:w="{W}" xmlns:wp="{WP}" xmlns:a="{A}" xmlns:c="{C}" xmlns:r="{R}"><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{WIDE}" cy="{high}"/>'
        f'<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:docPr id="{number}" name="chart{number}" '
        f'descr={name}/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{C}">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    return made


def with_figures(part: bytes, chart: Chart) -> bytes:
    """Return a chart part with a chart's figures, as people have styled it.

    A part that has another number of series, or cannot be read, is made anew.
    """
    try:
        root = etree.fromstring(part)
    except etree.XMLSyntaxError:
        return chart_xml(chart)
    found = list(root.iter(f"{{{C}}}ser"))
    if len(found) != len(chart.series):
        return chart_xml(chart)
    for number, old in enumerate(found):
        new = series_xml(chart, number)
        for name in ("tx", "cat", "val"):
            here, there = old.find(f"{{{C}}}{name}"), new.find(f"{{{C}}}{name}")
            if here is None or there is None:
                return chart_xml(chart)
            old.replace(here, there)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _add(parent: etree._Element, name: str, **attributes: object) -> etree._Element:
    made = etree.SubElement(parent, f"{{{C}}}{name}")
    for key, value in attributes.items():
        made.set(key, str(value))
    return made


def _filled(parent: etree._Element, colour: str) -> None:
    solid = etree.SubElement(parent, f"{{{A}}}solidFill")
    etree.SubElement(solid, f"{{{A}}}srgbClr", val=colour)


def _cached(
    parent: etree._Element, kind: str, where: str, values: Sequence[Value], form: str = ""
) -> None:
    reference = _add(parent, f"{kind}Ref")
    _add(reference, "f").text = where
    cache = _add(reference, f"{kind}Cache")
    if form:
        _add(cache, "formatCode").text = form
    _add(cache, "ptCount", val=len(values))
    for place, value in enumerate(values):
        if value is not None:
            point = _add(cache, "pt", idx=place)
            text = str(float(value)) if isinstance(value, Fraction) else str(value)
            _add(point, "v").text = as_text(text)


def _titled(inner: etree._Element, text: str) -> None:
    title = _add(inner, "title")
    rich = _add(_add(title, "tx"), "rich")
    etree.SubElement(rich, f"{{{A}}}bodyPr")
    line = etree.SubElement(rich, f"{{{A}}}p")
    part = etree.SubElement(line, f"{{{A}}}r")
    _fonts(etree.SubElement(part, f"{{{A}}}rPr", lang="zh-CN", sz="1200", b="0"))
    etree.SubElement(part, f"{{{A}}}t").text = as_text(text)
    _add(title, "overlay", val=0)


def _fonts(properties: etree._Element) -> None:
    etree.SubElement(properties, f"{{{A}}}latin", typeface=FONT)
    etree.SubElement(properties, f"{{{A}}}ea", typeface=FONT)


def _text_look(parent: etree._Element, size: int) -> None:
    look = _add(parent, "txPr")
    etree.SubElement(look, f"{{{A}}}bodyPr")
    line = etree.SubElement(look, f"{{{A}}}p")
    properties = etree.SubElement(line, f"{{{A}}}pPr")
    _fonts(etree.SubElement(properties, f"{{{A}}}defRPr", sz=str(size)))
    etree.SubElement(line, f"{{{A}}}endParaRPr", lang="zh-CN")


def _axes(area: etree._Element, chart: Chart) -> None:
    lying = chart.style == "bar"
    for name, own, other, place in (
        ("catAx", 111, 222, "l" if lying else "b"),
        ("valAx", 222, 111, "b" if lying else "l"),
    ):
        axis = _add(area, name)
        _add(axis, "axId", val=own)
        scaling = _add(axis, "scaling")
        turned = lying and name == "catAx"
        _add(scaling, "orientation", val="maxMin" if turned else "minMax")
        if name == "valAx":
            if chart.percent:
                _add(scaling, "max", val=1)
            _add(scaling, "min", val=0)
        _add(axis, "delete", val=0)
        _add(axis, "axPos", val=place)
        form = "0%" if chart.percent and name == "valAx" else "General"
        _add(axis, "numFmt", formatCode=form, sourceLinked=0)
        _add(axis, "majorTickMark", val="out")
        _add(axis, "minorTickMark", val="none")
        _add(axis, "tickLblPos", val="nextTo")
        _add(axis, "crossAx", val=other)
        _add(axis, "crosses", val="max" if lying and name == "valAx" else "autoZero")
        if turned:
            _add(axis, "tickLblSkip", val=1)

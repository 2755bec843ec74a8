"""A native chart of a workbook, with the figures that it shows cached in it."""

from collections.abc import Sequence
from fractions import Fraction

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.data_source import AxDataSource, NumData, NumVal, StrData, StrRef, StrVal
from openpyxl.chart.legend import Legend

from macros_py.desk.reports.blocks import Chart, Value
from workbook.values.text import as_text

WIDE, HIGH = 16.5, 8.5
"""Centimetres."""


def native_chart(chart: Chart, names: Reference, series: list[Reference]) -> BarChart | LineChart:
    """Return a chart of what stands at the references: the header of each series and below it."""
    made = LineChart() if chart.style == "line" else BarChart()
    if isinstance(made, BarChart):
        made.type = "bar" if chart.style == "bar" else "col"
        made.gapWidth = 60
    for reference in series:
        made.add_data(reference, titles_from_data=True)
    form = "0%" if chart.percent else "0.00" if chart.exact else "General"
    for each, (title, values) in zip(made.series, chart.series, strict=True):
        each.tx.strRef.strCache = _texts([title])
        each.cat = AxDataSource(strRef=StrRef(f=str(names), strCache=_texts(chart.names)))
        each.val.numRef.numCache = _numbers(values, form)
        if isinstance(made, LineChart):
            each.smooth = False
    made.title, made.style = chart.title, 10
    made.visible_cells_only = False  # its figures may stand on a hidden sheet
    made.title.overlay = False
    made.width, made.height = WIDE, HIGH
    made.x_axis.delete = made.y_axis.delete = False
    made.y_axis.numFmt = "0%" if chart.percent else "0"
    made.y_axis.number_format = made.y_axis.numFmt
    made.y_axis.scaling.min = 0
    if chart.percent:
        made.y_axis.scaling.max = 1
    if chart.style == "bar":
        made.x_axis.scaling.orientation = "maxMin"
        made.y_axis.crosses = "max"
    made.legend = Legend() if len(series) > 1 else None
    if made.legend is not None:
        made.legend.position, made.legend.overlay = "b", False
    return made


def number_of(value: Value) -> object:
    """Return a figure of a chart as a cell holds it."""
    return float(value) if isinstance(value, Fraction) else value


def _texts(texts: Sequence[str]) -> StrData:
    points = [StrVal(idx=i, v=as_text(text)) for i, text in enumerate(texts)]
    return StrData(ptCount=len(points), pt=points)


def _numbers(values: Sequence[Value], form: str) -> NumData:
    figures = [number_of(value) for value in values]
    points = [
        NumVal(idx=i, v=str(figure)) for i, figure in enumerate(figures) if figure is not None
    ]
    return NumData(formatCode=form, ptCount=len(figures), pt=points)

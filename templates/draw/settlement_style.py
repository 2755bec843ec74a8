"""Pens for the sheets of the settlement workbook: black on white, ruled, named."""

from collections.abc import Iterable, Sequence

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

PRINTED, SCREEN = "宋体", "微软雅黑"
GREY, PALE, INPUT = "D9D9D9", "F2F2F2", "FFF9E5"
MONEY, COUNT, SCORE, DAY, TEXT = "#,##0.00", "0", "0.########", "yyyy-mm-dd", "@"

_THIN = Side(style="thin", color="000000")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


class Pen:
    """Draws on one sheet; ``local`` names belong to the sheet, so that it can be copied."""

    def __init__(self, sheet: Worksheet, face: str, size: float, *, local: bool = False) -> None:
        self.sheet, self._face, self._size, self._local = sheet, face, size, local
        sheet.sheet_view.showGridLines = False

    def widths(self, widths: Sequence[float]) -> None:
        """Set the columns' widths from A on."""
        for column, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = width

    def cell(  # noqa: PLR0913  a cell's look has this many sides
        self,
        place: str,
        value: object = None,
        *,
        name: str = "",
        across: str = "left",
        size: float | None = None,
        bold: bool = False,
        box: bool = True,
        fill: str = "",
        form: str = "General",
        down: str = "center",
    ) -> None:
        """Draw a cell, or a merged range such as ``B2:D2``; text wraps, ``name`` names it."""
        first = place.partition(":")[0]
        if ":" in place:
            self.sheet.merge_cells(place)
        if box:
            left, top, right, bottom = range_boundaries(place)
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    self.sheet.cell(row, column).border = _BOX
        target = self.sheet[first]
        target.value = value
        target.font = Font(name=self._face, size=size or self._size, bold=bold)
        indent = 1 if box and across != "center" else 0
        target.alignment = Alignment(
            horizontal=across, vertical=down, wrap_text=form in {"General", TEXT}, indent=indent
        )
        target.number_format = form
        if fill:
            target.fill = PatternFill("solid", start_color=fill, end_color=fill)
        if name:
            self.name(name, first)

    def whole(self, place: str) -> None:
        """Let a cell's text get smaller rather than break: a number with hyphens stays one word."""
        cell = self.sheet[place]
        across, indent = cell.alignment.horizontal, cell.alignment.indent
        down = cell.alignment.vertical
        cell.alignment = Alignment(across, down, shrink_to_fit=True, indent=indent)

    def label(self, place: str, value: str, *, fill: str = PALE, across: str = "center") -> None:
        """Draw a heading of the table."""
        self.cell(place, value, across=across, bold=True, fill=fill)

    def section(self, place: str, value: str) -> None:
        """Draw a section's title, without a frame."""
        self.cell(place, value, bold=True, box=False, size=self._size + 1)
        self.height(range_boundaries(place)[1], 22)

    def roomy(self, rows: Iterable[int], points: float = 18) -> None:
        """Give the rows that have no height of their own one."""
        for row in rows:
            if self.sheet.row_dimensions[row].height is None:
                self.height(row, points)

    def height(self, row: int, points: float) -> None:
        """Set a row's height."""
        self.sheet.row_dimensions[row].height = points

    def name(self, name: str, place: str) -> None:
        """Define a name for a cell."""
        letters = "".join(c for c in place if c.isalpha())
        digits = "".join(c for c in place if c.isdigit())
        defined = DefinedName(name, attr_text=f"'{self.sheet.title}'!${letters}${digits}")
        if self._local:
            self.sheet.defined_names.add(defined)
        else:
            self.sheet.parent.defined_names.add(defined)

    def choose(self, place: str, options: Sequence[str]) -> None:
        """Offer a list of choices."""
        rule = DataValidation("list", formula1=f'"{",".join(options)}"', allow_blank=False)
        rule.add(place)
        self.sheet.add_data_validation(rule)

    def page(self, area: str, *, landscape: bool = False, pages_high: int = 1) -> None:
        """Print ``area`` on A4, one page wide; ``pages_high`` 0 leaves the height open."""
        sheet = self.sheet
        sheet.print_area = area
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages_high
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.6
        margins.top, margins.bottom = 0.75, 0.7
        margins.header = margins.footer = 0.35
        sheet.oddHeader.left.text = "{页眉}"
        sheet.oddHeader.right.text = "{样例}"
        sheet.oddFooter.left.text = "{来源}"
        sheet.oddFooter.right.text = "第 &P 页，共 &N 页"
        for part in (sheet.oddHeader.left, sheet.oddHeader.right):
            part.size = 9
        for part in (sheet.oddFooter.left, sheet.oddFooter.right):
            part.size = 8

"""How a blank sheet looks, and saving so that equal workbooks have equal bytes."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from macros_py.desk.reports.report_workbook import width_of

FACE = "微软雅黑"
DARK, ACCENT, MUTED = "1F3864", "8B2E16", "595959"
INPUT, QUIET, ALERT = "FFFDF3", "F3F4F6", "FCE4D6"
DATE, TIME, MONEY, TEXT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "#,##0.00", "@"
BLANK_ROWS, LAST_ROW = 20, 2000
"""Drop-down lists and column formats reach down to this row."""

_LINE = Side(style="thin", color="BFBFBF")
BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_EPOCH = datetime(2024, 1, 1)


def fill(colour: str) -> PatternFill:
    """Return a solid fill."""
    return PatternFill("solid", start_color=colour, end_color=colour)


def font(size: float = 10.5, colour: str = "000000", *, bold: bool = False) -> Font:
    """Return the face of all sheets in one size and colour."""
    return Font(name=FACE, size=size, color=colour, bold=bold)


def wrapped(horizontal: str = "left") -> Alignment:
    """Centre vertically and wrap; text at the left keeps off the border."""
    indent = int(horizontal == "left")
    return Alignment(horizontal=horizontal, vertical="center", wrap_text=True, indent=indent)


def header(sheet: Worksheet, names: Sequence[str], widths: Sequence[float]) -> None:
    """Write the header row, set the widths, and keep the row in sight and on every page."""
    for column, (name, width) in enumerate(zip(names, widths, strict=True), 1):
        cell = sheet.cell(1, column, name)
        cell.font, cell.fill = font(colour="FFFFFF", bold=True), fill(DARK)
        cell.alignment, cell.border = wrapped("center"), BOX
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[1].height = 27
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"


def body(
    sheet: Worksheet, formats: Sequence[str], centred: Iterable[int] = (), height: float = 21
) -> None:
    """Draw blank rows under the header; ``formats`` go on to the end of each column."""
    middle = set(centred)
    for column, number_format in enumerate(formats, 1):
        sheet.column_dimensions[get_column_letter(column)].number_format = number_format
        for row in range(2, BLANK_ROWS + 2):
            cell = sheet.cell(row, column)
            cell.font, cell.border, cell.number_format = font(), BOX, number_format
            cell.alignment = wrapped("center" if column in middle else "left")
    for row in range(2, BLANK_ROWS + 2):
        sheet.row_dimensions[row].height = height


def choose(
    sheet: Worksheet,
    place: str,
    options: Sequence[str],
    *,
    strict: bool = True,
    prompt: tuple[str, str] | None = None,
) -> None:
    """Put a drop-down list on ``place``; one that is not ``strict`` takes other text as well.

    ``options`` must hold no ASCII comma, which separates them in the file. ``prompt`` is the
    title and text of a hint beside the cell.
    """
    listed = ",".join(options)
    if any("," in option for option in options) or len(listed) > 255:
        raise ValueError(f"not an inline list: {listed}")
    rule = DataValidation("list", formula1=f'"{listed}"', allow_blank=True)
    rule.showErrorMessage = strict
    rule.errorTitle, rule.error = "不在列表中", "请从下拉列表中选择一项。"
    if prompt:
        rule.showInputMessage = True
        rule.promptTitle, rule.prompt = prompt
    rule.add(place)
    sheet.add_data_validation(rule)


def page(sheet: Worksheet, *, wide: int = 1, high: int = 0) -> None:
    """Print on A4 across, ``wide`` pages wide and ``high`` high (0: any), numbered."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, high
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.7
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "&A　第 &P 页，共 &N 页"
    sheet.sheet_view.showGridLines = False


def notes(sheet: Worksheet, title: str, lines: Sequence[Sequence[str]]) -> None:
    """Write a page of instructions: (name, text, ...) rows; one with a name only is a heading."""
    last = max(map(len, lines))
    for letter, width in zip("ABC", (22, 96, 20), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet["A1"] = title
    sheet["A1"].font = font(16, DARK, bold=True)
    sheet.row_dimensions[1].height = 34
    for row, (name, *texts) in enumerate(lines, 2):
        for column, text in enumerate((name, *texts, *[""] * (last - 1 - len(texts))), 1):
            cell = sheet.cell(row, column, text or None)
            cell.alignment = wrapped()
            cell.font, cell.border = font(bold=column == 1), BOX
            if not texts:
                cell.font, cell.fill, cell.border = (
                    font(colour="FFFFFF", bold=True),
                    fill(DARK),
                    Border(),
                )
        used = max((width_of(text) for text in texts[:1]), default=0)
        sheet.row_dimensions[row].height = 19 * max(1, -(-used // 112)) + 2
    page(sheet, high=1)


def save(book: Workbook, path: Path) -> None:
    """Write ``book`` with fixed times, so that drawing twice gives the same bytes."""
    book.properties.creator = "jsjb"
    raw = io.BytesIO()
    book.save(raw)
    stamp = _EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "docProps/core.xml":
                data = re.sub(rb"(?<=W3CDTF\">)[^<]+", stamp, data)
            info = zipfile.ZipInfo(part.filename, _EPOCH.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)

"""All sheets of the settlement workbook put into its template."""

from macros_py.settlement.bill_sheet import bill
from macros_py.settlement.content import SettlementBook
from macros_py.settlement.form_sheet import SHEET, form_sheets
from macros_py.settlement.score_sheet import score_sheet
from macros_py.settlement.table_sheets import deadline_sheet, reading_sheet, reference_sheet
from templates import template
from workbook.xlsx.filling.template import Fill, fill

TEMPLATE = "验收结算.xlsx"


def filled(book: SettlementBook, form: bytes | None = None) -> bytes:
    """Return the filled workbook; the same content gives the same bytes.

    ``form`` is a restyled template; without it the shipped one is filled. Raises TemplateError
    naming what the template lacks.
    """
    sheets = (
        *(bill(book), score_sheet(book), deadline_sheet(book)),
        *(reference_sheet(book), reading_sheet(book)),
    )
    content = Fill(
        {name: value for sheet in sheets for name, value in sheet.values.items()},
        [table for sheet in sheets for table in sheet.tables],
        book.page("结算材料"),
    )
    source = form if form is not None else template(TEMPLATE).read_bytes()
    return fill(source, content, {SHEET: form_sheets(book)})

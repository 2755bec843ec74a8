"""All sheets of the settlement workbook, and the template that they are put into."""

from collections.abc import Sequence
from dataclasses import dataclass

from macros_py.settlement.bill_sheet import bill
from macros_py.settlement.blank_form import REFERENCE
from macros_py.settlement.content import SettlementContent
from macros_py.settlement.dispute_sheet import COUNT as OBJECTIONS
from macros_py.settlement.dispute_sheet import SHEET as DISPUTE
from macros_py.settlement.dispute_sheet import dispute_sheet
from macros_py.settlement.form_sheet import CONTINUED, SHEET, form_sheets
from macros_py.settlement.score_sheet import score_sheet
from macros_py.settlement.table_sheets import deadline_sheet, reading_sheet, reference_sheet
from templates import template
from workbook.xlsx.filling.filled_book import FilledBook
from workbook.xlsx.filling.template import Fill, fill_into

TEMPLATE = "验收结算.xlsx"


@dataclass(frozen=True)
class SheetFills:
    """What fills the template: the workbook's own names, and (title, content) of each form.

    Pages that forms go on on are among the forms, called 附件2续页.
    """

    whole: Fill
    forms: Sequence[tuple[str, Fill]]

    def fill(self, target: FilledBook) -> None:
        """Fill a template in memory, 争议计算 only where it says something.

        Raises TemplateError naming what the template lacks.
        """
        copies: dict[str, list[tuple[str, Fill]]] = {SHEET: [], CONTINUED: [], REFERENCE: []}
        for title, form in self.forms:
            copies[CONTINUED if title.startswith(CONTINUED) else SHEET].append((title, form))
        needed = {name: made for name, made in copies.items() if made or name in target.sheets}
        fill_into(target, self.whole, needed)
        if not self.whole.values.get(OBJECTIONS, 1):
            target.conceal([DISPUTE])


def template_bytes() -> bytes:
    """Return the template of this release."""
    return template(TEMPLATE).read_bytes()


def sheet_fills(content: SettlementContent) -> SheetFills:
    """Return what a settlement shows, cell by cell."""
    sheets = (
        *(bill(content), score_sheet(content), dispute_sheet(content), deadline_sheet(content)),
        *(reference_sheet(content), reading_sheet(content)),
    )
    whole = Fill(
        {name: value for sheet in sheets for name, value in sheet.values.items()},
        [table for sheet in sheets for table in sheet.tables],
        content.page("结算材料"),
    )
    return SheetFills(whole, form_sheets(content))


def filled(content: SettlementContent, form: bytes | None = None) -> bytes:
    """Return the workbook without a seal; ``form`` is a restyled template."""
    target = FilledBook(form if form is not None else template_bytes())
    sheet_fills(content).fill(target)
    return target.to_bytes()

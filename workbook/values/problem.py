"""One thing in a file that a person has to look at."""

from dataclasses import dataclass

from workbook.values.text import Masked, masked, visible


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault found while reading; it never stops the run and never loses its row.

    ``sheet`` is its name as typed, to find it by; ``address`` is for people. ``cell`` is an A1
    address without the sheet, or empty when the whole sheet is meant. ``field`` is a ledger field
    such as ``dispatched_at`` or a header. ``value`` is what the cell shows (`text.shown`); it is
    empty for fields that hold personal data. ``message`` says in Chinese what is wrong, without the
    address.
    """

    sheet: str
    cell: str
    field: str
    kind: str
    value: Masked
    message: str

    @property
    def address(self) -> str:
        """``案件台账!D17``, or the sheet's name alone; masked."""
        sheet = visible(masked(self.sheet))
        return f"{sheet}!{self.cell}" if self.cell else sheet

    def __str__(self) -> str:
        said = visible(self.message)
        return f"{self.address}：{said}" if self.address else said

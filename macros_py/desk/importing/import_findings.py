"""What an import lists for a person, without anything personal (rules 8)."""

from dataclasses import dataclass

from workbook.values.house_numbers import without_house_number
from workbook.values.text import Masked, is_blank, is_fault, masked, plain, shown, visible

CONFLICT, OVERWRITTEN, UNPLACED, REPEATED = "冲突", "已按导出更新", "没有放入", "台账中重复"
PRIVATE = frozenset({"title", "content", "reply", "caller", "phone"})
_NOTHING = Masked()
_HIDDEN = Masked("（个人信息，见单元格）")
_UNKNOWN = Masked("（见单元格）")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: both cells, both values as they may be shown, and why.

    ``case``: the case number as shown. ``ledger_cell`` and ``export_cell`` are full addresses,
    ``""`` for none.
    """

    kind: str
    case: Masked
    header: Masked
    ledger_cell: str = ""
    ledger: Masked = _NOTHING
    export_cell: str = ""
    export: Masked = _NOTHING
    why: str = ""

    def json(self) -> dict[str, str]:
        """Return case, cell, header and both values."""
        return {
            "case": self.case,
            "cell": self.ledger_cell or self.export_cell,
            "header": self.header,
            "ledger": self.ledger,
            "export": self.export,
            "export_cell": self.export_cell,
            "why": self.why,
        }


def told_in_the_way(field: str | None, value: object) -> Masked:
    """Return the ledger's value beside a conflict: of a blank word that it is kept, as typed."""
    if isinstance(value, str) and value and is_blank(value):
        return Masked(f"“{visible(value)}”（已填，不覆盖）")
    return told(field, value)


def told(field: str | None, value: object, *, vouched: bool = False) -> Masked:
    """Return a cell's value as an output may show it.

    A column that nobody recognises may hold anything; its value is shown where a person
    ``vouched`` for it, as setting 导入覆盖列 does by its name.
    """
    if not plain(value):
        return Masked()
    if is_fault(value):
        return shown(value)
    if field is None and not vouched:
        return _UNKNOWN
    if field in PRIVATE:
        return _HIDDEN
    return shown(masked(without_house_number(value))) if field == "place" else shown(value)

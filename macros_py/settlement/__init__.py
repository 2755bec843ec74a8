"""The settlement workbook 验收结算_第N季度.xlsx, sheet by sheet: from results to named cells."""

from macros_py.settlement.gathering import settlement_workbook

__all__ = ["settlement_workbook"]

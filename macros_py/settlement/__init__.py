"""The settlement workbook 验收结算_第N季度.xlsx, sheet by sheet: from results to named cells."""

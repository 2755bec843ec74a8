"""The workbooks of the tool's own, told apart from a ledger by the sheets that they carry."""

from collections.abc import Iterable

from workbook.evaluation.sheets import FORMS, SETTINGS
from workbook.values.refusals import HeaderError

SEAL = "签认数据"
"""The hidden sheet of a settlement."""


def is_evaluation(sheets: Iterable[str]) -> bool:
    """Tell whether these are the sheets of an evaluation workbook."""
    return not {SETTINGS, FORMS}.isdisjoint(sheets)


def is_settlement(sheets: Iterable[str]) -> bool:
    """Tell whether these are the sheets of a settlement."""
    return SEAL in sheets


def refuse_instead_of_ledger(file: str, sheets: Iterable[str]) -> None:
    """Raise HeaderError when one of them is handed in where a ledger belongs."""
    names = tuple(sheets)
    kind = "验收结算" if is_settlement(names) else "考核评价工作簿"
    if is_settlement(names) or is_evaluation(names):
        raise HeaderError(f"{file}：这是{kind}，不是台账；请指定案件台账")

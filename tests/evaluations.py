"""Evaluation workbooks for tests, made by filling the shipped template.

write_evaluation(path, settings={"合同编号": "AD-1"}, rows={"考核评分": [form_row("一组")]})
"""

import io
import pickle
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from templates import template
from workbook.evaluation.filled_form.terms import EvaluationTerms

CONTRACT: Mapping[str, Any] = tomllib.loads(template("contract.toml").read_text("utf-8"))
ITEMS: Mapping[str, tuple[tuple[str, int], ...]] = {
    item["name"]: tuple((label, points) for label, points in item["options"])
    for group in CONTRACT["group"]
    for item in group["item"]
}
"""The items of 附件2 in order, each with its options and points."""
KINDS: tuple[str, ...] = tuple(CONTRACT["event"]["kinds"])
EVENT_POINTS: int = CONTRACT["event"]["points"]
TERMS = EvaluationTerms(
    ITEMS,
    KINDS,
    EVENT_POINTS,
    CONTRACT["event"]["also"],
    {setting["key"]: setting["kind"] for setting in CONTRACT["setting"]},
    ("列映射-", "建议阈值-"),
)
BEST = tuple(options[0][0] for options in ITEMS.values())
"""The best option of every item: 100 points."""


def form_row(
    subject: str = "坐席一组",
    choices: Sequence[str] = BEST,
    *,
    quarter: str = "第1季度",
    day: object = date(2024, 3, 26),
    opinion: str = "",
    state: str = "定稿",
) -> list[object]:
    """Return a row of 考核评分 in the order of its headers."""
    return [quarter, day, subject, *choices, opinion, state]


@cache
def _template() -> bytes:
    with template("考核评价.xlsx").open("rb") as file:
        return pickle.dumps(load_workbook(file))


def blank_evaluation() -> Workbook:
    """Return the shipped template as openpyxl reads it, a new one each time.

    It is read once: to pickle it costs a fifth of reading it again.
    """
    return pickle.loads(_template())


def write_evaluation(
    path: Path,
    *,
    settings: Mapping[str, object] | None = None,
    rows: Mapping[str, Sequence[Sequence[object]]] | None = None,
    edit: Callable[[Workbook], object] | None = None,
) -> Path:
    """Fill the template and save it to ``path``, which is returned.

    ``settings`` replaces values of 合同设置 and adds rows for keys that are not there. ``rows``
    maps a sheet to its rows, values in template order. All other sheets stay blank. ``edit`` is
    what somebody does to the filled book by hand before it is saved.
    """
    if edit is None:
        path.write_bytes(_written(pickle.dumps((settings, rows))))
        return path
    book = _filled(settings, rows)
    edit(book)
    book.save(path)
    return path


@cache
def _written(content: bytes) -> bytes:
    """Return the workbook of pickled settings and rows; many tests want the same."""
    raw = io.BytesIO()
    _filled(*pickle.loads(content)).save(raw)
    return raw.getvalue()


def _filled(
    settings: Mapping[str, object] | None, rows: Mapping[str, Sequence[Sequence[object]]] | None
) -> Workbook:
    book = blank_evaluation()
    _set(book["合同设置"], settings or {})
    for sheet, lines in (rows or {}).items():
        for number, line in enumerate(lines, 2):
            for column, value in enumerate(line, 1):
                _put(book[sheet], number, column, value)
    return book


def _set(sheet: Worksheet, settings: Mapping[str, object]) -> None:
    at = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    for key, value in settings.items():
        row = at.setdefault(key, sheet.max_row + 1)
        _put(sheet, row, 1, key)
        _put(sheet, row, 2, value)


def _put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    cell = sheet.cell(row, column)
    cell.value = value
    if isinstance(value, str) and value:
        cell.data_type = "s"

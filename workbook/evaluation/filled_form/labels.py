"""Finding the labels of 附件2 on a sheet, wherever they stand and however they are laid out."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workbook.evaluation.filled_form.dates import find_date
from workbook.reading.sheets import RawSheet
from workbook.values.addresses import address
from workbook.values.number_formats import Measure, shown_otherwise, unclear
from workbook.values.refusals import CellError
from workbook.values.text import is_blank, is_fault, masked, plain
from workbook.values.times import parse_time

LABELS: Mapping[str, tuple[str, ...]] = {
    "验收部门": ("验收部门",),
    "评估日期": ("评估日期", "评价日期"),
    "合同编号": ("合同编号",),
    "服务商名称": ("服务商名称",),
    "周期": ("合同名称周期", "合同周期", "服务周期", "周期"),
    "合同名称": ("合同名称",),
    "评估标准": ("评估标准",),
    "得分": ("得分",),
    "违约": ("明显违约违规项", "明显违约违规"),
    "说明": ("说明",),
    "扣分": ("扣分",),
    "认定人": ("认定人",),
    "认定日期": ("认定日期", "认定时间"),
    "评估意见": ("评估意见", "评价意见"),
    "签字": ("验收部门负责人签字", "验收部门负责人", "验收工作人员签字", "验收工作人员"),
    "评估对象": ("评估对象",),
    "状态": ("状态",),
    "合计": ("合计得分", "得分合计", "合计", "总得分", "总分", "总计"),
}
_IN_HEAD = frozenset(LABELS) - {"说明", "评估意见", "合计"}
"""Labels that may have the next one right of a blank value; prose may begin like a label."""
_TELLING = ("评估日期", "服务商名称", "周期", "评估标准", "违约", "评估意见")
"""Labels of which at least half must be there, beside the items, to make a sheet a form."""


@dataclass(frozen=True, slots=True)
class Box:
    """One filled cell: row and column from 1, its value, and its text in NFKC."""

    row: int
    column: int
    value: object
    text: str


@dataclass(frozen=True)
class Labels:
    """Where the form's labels stand. ``items`` maps an item to its box, from top to bottom."""

    raw: RawSheet
    boxes: tuple[Box, ...]
    named: Mapping[str, tuple[Box, ...]]
    items: Mapping[str, Box]
    again: Box | None = None
    """Where a second form on the same sheet begins."""
    whole: bool = True
    """Whether at least half of the telling labels are there."""

    @property
    def sheet(self) -> str:
        """The name of the sheet."""
        return self.raw.name

    def first(self, label: str) -> Box | None:
        """Return the topmost box with the label."""
        return next(iter(self.named.get(label, ())), None)

    def value(self, label: str) -> tuple[object, Box] | None:
        """Return what stands behind a label in its own cell, else right of it; None when blank."""
        box = self.first(label)
        return self.beside(label, box) if box else None

    def beside(self, label: str, box: Box) -> tuple[object, Box] | None:
        """Return what one label's box says, else the next filled cell right of it."""
        own = remainder(label, plain(box.value))
        if own:
            return own, box
        for other in self.boxes:
            if other.row == box.row and other.column > box.column:
                if label in _IN_HEAD and self._is_label(other):
                    return None
                return other.value, other
        return None

    def between(self, top: int, below: int) -> Iterator[Box]:
        """Give the boxes of rows ``top`` up to, but without, ``below``."""
        return (box for box in self.boxes if top <= box.row < below)

    def date(self, value: object, box: Box) -> dt.date | None:
        """Read a date as people write it on a form, None when blank; raises CellError."""
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        try:
            if isinstance(value, int | float) and not isinstance(value, bool):
                self.check_shown(box, Measure.NUMBER)
                moment, _ = parse_time(value, date1904=self.raw.date1904)
                return moment.date() if moment else None
            return find_date(str(value))
        except ValueError:
            shown = masked(plain(value))
            raise CellError(
                f"{self.place(box)}：日期无法识别 “{shown}”，请写作 2024-03-25"
            ) from None

    def faults(self) -> Iterator[CellError]:
        """Give a refusal for every cell with an error or a formula without a result."""
        for box in self.boxes:
            if is_fault(box.value):
                why = f"公式没有算出结果（{box.text}），请改正后在 Excel 中保存"
                yield CellError(f"{self.place(box)}：{why}")

    def check_shown(self, box: Box, measure: Measure = Measure.POINTS) -> None:
        """Raise CellError for a number whose format shows another quantity (rules 2)."""
        if isinstance(box.value, bool) or not isinstance(box.value, int | float):
            return
        shown = shown_otherwise(box.value, self.raw.number_format(box.row, box.column), measure)
        if shown:
            raise CellError(f"{self.place(box)}：{unclear(box.value, shown)}")

    def place(self, box: Box) -> str:
        """Return a box's full address."""
        return f"{self.sheet}!{address(box.row, box.column)}"

    def _is_label(self, box: Box) -> bool:
        return any(box in boxes for boxes in self.named.values()) or box in self.items.values()


def find_labels(sheet: RawSheet, items: Sequence[str]) -> Labels | None:
    """Find the form on a sheet; None when it does not carry one.

    A form has most of its items below each other in one column; a list of scores with the items
    side by side is none.
    """
    boxes = tuple(_boxes(sheet))
    bare = {_bare(item): item for item in items}
    columns: dict[int, list[tuple[str, Box]]] = {}
    for box in boxes:
        item = bare.get(re.sub(r"^\(?\d{1,2}\)?|\(?\d+分?\)?$", "", _bare(box.text)))
        if item:
            columns.setdefault(box.column, []).append((item, box))
    most = max(columns.values(), key=lambda found: len({item for item, _ in found}), default=[])
    stacked = dict(reversed(most))
    named = {label: tuple(_labelled(boxes, label)) for label in LABELS}
    telling = sum(bool(named[label]) for label in _TELLING)
    if len(stacked) * 2 <= len(items):
        return None
    in_order = dict(sorted(stacked.items(), key=lambda pair: pair[1].row))
    again = _second(columns.values(), most, len(items))
    return Labels(sheet, boxes, named, in_order, again, whole=telling * 2 >= len(_TELLING))


def _second(
    columns: Iterable[Sequence[tuple[str, Box]]], first: Sequence[tuple[str, Box]], items: int
) -> Box | None:
    """Return the first item of a second form: below the first one, or beside it."""
    seen: set[str] = set()
    for item, box in first:
        if item in seen:
            return box
        seen.add(item)
    for found in columns:
        if found is not first and len({item for item, _ in found}) * 2 > items:
            return found[0][1]
    return None


def remainder(label: str, text: str) -> str | None:
    """Return what follows the label in a cell's text; None when it does not start with it."""
    match = _PATTERNS[label].match(text)
    return match["rest"].strip() if match else None


def _labelled(boxes: Iterable[Box], label: str) -> Iterator[Box]:
    return (box for box in boxes if remainder(label, box.text) is not None)


def _pattern(spellings: Iterable[str]) -> re.Pattern[str]:
    """Match a label with spaces, breaks or slashes between its characters, and what follows."""
    spaced = "|".join(r"[\s/]*".join(spelling) for spelling in spellings)
    return re.compile(rf"\s*(?:{spaced})(?:\s*[:：]|\s|(?=[\d-])|\Z)(?P<rest>.*)", re.DOTALL)


_PATTERNS = {label: _pattern(spellings) for label, spellings in LABELS.items()}


def _boxes(sheet: RawSheet) -> Iterator[Box]:
    for row, values in enumerate(sheet.rows, sheet.first_row):
        for column, value in enumerate(values, sheet.first_column):
            if not is_blank(value):
                text = unicodedata.normalize("NFKC", plain(value))
                yield Box(row, column, value, text)


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum() or c in "()")

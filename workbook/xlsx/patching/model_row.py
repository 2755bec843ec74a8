"""The row that new rows are like: its looks and its formulas."""

import re
from collections.abc import Iterable, Mapping

from workbook.values.addresses import letters
from workbook.xlsx.markup import attributes, style_of
from workbook.xlsx.patching.edits import RowsEdit
from workbook.xlsx.patching.formulas import Formulas, UnshiftableError, readable

_NOT_COPIED = {"r", "spans", "hidden", "outlineLevel", "collapsed", "ht", "customHeight", "ph"}
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f\b([^<>]*?)(?:/>|>([^<]*)</)")
_LEFT_OUT = {
    "array": "数组公式，未复制到新行",
    "dataTable": "模拟运算表，未复制到新行",
}


class ModelRow:
    """What row ``edit.like`` lends to the rows added; nothing before ``learn``.

    ``head`` is what follows the number in a start tag, ``styles`` the style of each cell. What
    became of formulas that are more than formulas of their cell goes to ``edit.filled``.
    """

    def __init__(self, edit: RowsEdit, formulas: Formulas) -> None:
        self._like = edit.like
        self._filled = edit.filled
        self._formulas = formulas
        self._own: dict[int, tuple[Mapping[str, str], bytes]] = {}
        self.head = b""
        self.styles: dict[int, int] = {}

    def learn(self, piece: bytes, inner: int, cells: Iterable[tuple[int, int, int, bytes]]) -> None:
        """Take the row; ``piece`` and ``inner`` as ``BandWriter.add`` gets them."""
        kept = attributes(piece[: inner or len(piece)])
        self.head = b"".join(
            f' {name}="{value}"'.encode()
            for name, value in kept.items()
            if name not in _NOT_COPIED and '"' not in value
        )
        for column, start, stop, tag in cells:
            if column:
                self.styles[column] = style_of(tag)
                found = _FORMULA.search(piece, start, stop)
                if found:
                    self._own[column] = attributes(found[1]), found[2] or b""

    def formula(self, column: int, number: int) -> str | None:
        """Return the column's formula for a new row; None where there is none, or none to copy."""
        if column not in self._own:
            return None
        address = f"{letters(column)}{self._like}"
        kind = self._own[column][0].get("t", "")
        try:
            text = self._shifted(column, number)
        except UnshiftableError:
            self._filled.formulas[address] = _LEFT_OUT.get(kind, "公式无法平移，未复制到新行")
            return None
        if kind == "shared":
            self._filled.formulas[address] = "共享公式，已逐行写出"
        self._filled.copied = True
        return text

    def runs_on(self, column: int, number: int, cell: bytes) -> bool:
        """Whether a cell below the last row holds what its column's formula gives there."""
        found = _FORMULA.search(cell)
        if found is None or column not in self._own:
            return False
        tag, own = attributes(found[1]), self._own[column][0]
        if tag.get("t") == "shared" and not found[2]:
            return own.get("t") == "shared" and tag.get("si") == own.get("si")
        try:
            return self._shifted(column, number) == readable(found[2] or b"")
        except UnshiftableError:
            return False

    def _shifted(self, column: int, number: int) -> str:
        return self._formulas.shifted(*self._own[column], (self._like, column), (number, column))

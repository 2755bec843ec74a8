"""One column to write: its values, and the XML of its cells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from workbook.values.addresses import letters
from workbook.values.refusals import CellError
from workbook.xlsx.patching.base_styles import PLAIN
from workbook.xlsx.patching.encoder import Encoder, Mixed, UnfitValueError, Uniform, ValueKind

Marks = Mapping[tuple[int, ValueKind, str | None], str]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """``index`` is 1-based; ``code`` is the number format for its numbers and dates."""

    index: int
    values: Sequence[Any]
    code: str | None = None

    @property
    def letters(self) -> str:
        """``AB`` for column 28."""
        return letters(self.index)

    def parts(
        self,
        encoder: Encoder,
        at: int,
        rows: Sequence[str],
        bases: Sequence[int] | int,
        marks: Marks,
    ) -> list[str | Iterable[str]]:
        """Return what to join, row by row, into the cells for the values from ``at`` on.

        A string is the same in every row. ``rows`` are the row numbers, ``bases`` the styles that
        the cells start from, one for all or one each; ``marks`` gives the style attribute for a
        base, a kind and a number format. A blank without a style makes no cell where there was
        none.
        """
        try:
            block = encoder.block(self.values[at : at + len(rows)])
        except UnfitValueError as problem:
            raise CellError(f"{self.letters}{rows[problem.at]}：{problem.why}") from problem
        head = f'<{encoder.prefix}c r="{self.letters}'
        if isinstance(block, Uniform) and isinstance(bases, int):
            mark = marks[bases, block.kind, self.code]
            if block.kind is ValueKind.BLANK and not mark and bases != PLAIN:
                return []
            return [head, rows, f'"{mark}{block.start}', block.texts, block.end]
        kinds = repeat(block.kind) if isinstance(block, Uniform) else block.kinds
        pairs = list(zip(repeat(bases) if isinstance(bases, int) else bases, kinds, strict=False))
        styles = {
            (base, kind): f'"{mark}' if kind or mark or base == PLAIN else ""
            for base, kind in set(pairs)
            for mark in [marks[base, kind, self.code]]
        }
        marked = list(map(styles.__getitem__, pairs))
        if isinstance(block, Uniform) and "" not in styles.values():
            return [head, rows, marked, block.start, block.texts, block.end]
        bodies = block.bodies if isinstance(block, Mixed) else repeat(block.end)
        cells = zip(rows, marked, bodies, strict=False)
        return [[f"{head}{row}{mark}{body}" if mark else "" for row, mark, body in cells]]

    def cell(self, encoder: Encoder, row: int, base: int, marks: Marks) -> str:
        """Return the cell for the first value."""
        parts = self.parts(encoder, 0, [str(row)], base, marks)
        return "".join(part if isinstance(part, str) else "".join(part) for part in parts)

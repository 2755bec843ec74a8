"""A drop-down list beside a table's cells, for a file and for an open workbook alike."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DropDown:
    """Choices for the cells of a table's column; something else may be typed.

    ``rows``: of the table, from 0. ``column``: from 1. ``choices``: texts without a comma, at most
    255 characters in all; or, as a range, the rows whose cells in ``source`` hold the texts.
    """

    rows: range
    column: int
    choices: tuple[str, ...] | range
    source: str = ""
    """Letters of the sheet's column that holds the texts."""

    def listed(self, top: int) -> str:
        """Give the list as Excel writes it; ``top``: the sheet row of the table's first row."""
        if isinstance(self.choices, range):
            first, last = top + self.choices[0], top + self.choices[-1]
            return f"=${self.source}${first}:${self.source}${last}"
        return ",".join(self.choices)

"""Where the eighteen columns go in each sheet of a ledger, and what they hold there."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from macros_py.desk.flag_columns import DUE_FORMAT, flag_columns
from macros_py.inputs.judged_ledger import JudgedLedger
from macros_py.rules.deadlines.flag_headers import (
    DUE_HEADERS,
    HEADERS,
    MINUTES_LEFT,
    OVERALL,
    STATUS_HEADERS,
)
from macros_py.rules.deadlines.status import Status
from workbook.ledger.layout import SheetLayout
from workbook.patch import SheetColumns
from workbook.values.addresses import MAX_COLUMN
from workbook.values.headers import normalised
from workbook.values.refusals import CellError
from workbook.values.text import masked, visible
from workbook.xlsx.patching.opening_view import OpeningView

COLOURS = {
    Status.AT_RISK.text: "FFEB9C",
    Status.OVERDUE.text: "FF9C9C",
    Status.LATE.text: "FBEDE6",
    Status.FAULTY.text: "E4D7F5",
}
"""Status → fill of the cells that show it: amber, red to act on, pale for what is past, purple."""


def sheet_flags(judged: JudgedLedger) -> Iterator[SheetColumns]:
    """Yield what to write into each sheet: over the same headers, else right of the last column."""
    values = flag_columns(judged.verdicts)
    sheets = judged.ledger.columns["sheet"]
    rows = judged.ledger.columns["row"]
    for layout in judged.ledger.sheets:
        places = places_of(layout, HEADERS)
        mine = sheets == layout.name
        yield SheetColumns(
            layout.name,
            {
                places[header]: laid_out(header, values[header][mine], rows[mine], layout)
                for header in HEADERS
            },
            layout.header_rows[1],
            number_formats={places[header]: DUE_FORMAT for header in DUE_HEADERS}
            | {places[MINUTES_LEFT]: "0"},
            highlights={places[header]: COLOURS for header in STATUS_HEADERS},
            overview=OpeningView(layout.columns["case_id"], layout.header_rows[1], places[OVERALL]),
        )


def places_of(layout: SheetLayout, headers: Sequence[str]) -> dict[str, int]:
    """Return header → column, from 1: its own, else one right of the last.

    Raises CellError where the sheet has no room for them.
    """
    offset = layout.last_column - len(layout.headers) + 1
    standing = {normalised(text): offset + k for k, text in enumerate(layout.headers)}
    places = {}
    free = layout.last_column + 1
    for header in headers:
        places[header] = standing.get(normalised(header), free)
        free += places[header] == free
    if free - 1 > MAX_COLUMN:
        raise CellError(
            f"{visible(masked(layout.name))}!{layout.rightmost}：这一格有内容，"
            f"右边放不下{len(headers)}列；请删除这一格后再试"
        )
    return places


def laid_out(
    header: str,
    values: npt.NDArray[np.generic],
    rows: npt.NDArray[np.integer],
    layout: SheetLayout,
) -> Sequence[object]:
    """Return a column from its header down, each value in its row."""
    column = np.full(max(layout.last_row, layout.header_rows[1]) - layout.header_rows[1] + 1, None)
    column[0] = header
    column[rows - layout.header_rows[1]] = values.tolist()
    cells: Sequence[object] = column.tolist()
    return cells

"""The three columns that show in the ledger what its replies lack, quotes included."""

from collections.abc import Iterator

import numpy as np

from macros_py.desk.flagging import laid_out, places_of
from macros_py.desk.replies.checked import CheckedReplies
from macros_py.rules.replies.reply_headers import CHECKED, FOUND, LACKING, REPLY_HEADERS
from workbook.patch import SheetColumns


def reply_columns(checked: CheckedReplies) -> Iterator[SheetColumns]:
    """Yield what to write into each sheet that has replies: right of its last column."""
    ledger = checked.judged.ledger
    sheets, rows = ledger.columns["sheet"], ledger.columns["row"]
    values = {header: np.full(len(rows), None, object) for header in REPLY_HEADERS}
    for row, found in checked.findings.items():
        values[CHECKED][row] = f"提示{len(found)}处" if found else "已查"
        values[LACKING][row] = "、".join(checked.lacking(row)) or None
        values[FOUND][row] = "；".join(finding.words for finding in found) or None
    for layout in ledger.sheets:
        if "reply" not in layout.columns:
            continue
        places, mine = places_of(layout, REPLY_HEADERS), sheets == layout.name
        yield SheetColumns(
            layout.name,
            {
                places[header]: laid_out(header, values[header][mine], rows[mine], layout)
                for header in REPLY_HEADERS
            },
            layout.header_rows[1],
        )

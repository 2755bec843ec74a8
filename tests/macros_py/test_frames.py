"""The frames that tests build are those that the reader gives."""

import csv
from pathlib import Path

import pandas as pd

from tests.macros_py.frames import Row, frame
from workbook.ledger.headers import template_header
from workbook.ledger.ledger import read_ledger

ROWS: tuple[Row, ...] = (
    {
        "case_id": "JS1",
        "dispatched_at": "2024-01-08 10:00",
        "received_at": "2024-01-08",
        "closed_at": "?",
        "progress_dates": "2024-02-01 2024-03-05",
        "satisfied": "基本满意",
        "excluded": "待复核",
        "limit_class": "特急",
        "unit": "综合办",
        "reply": "已办理",
    },
    {"case_id": "JS2", "dispatched_at": "2024-01-09 23:59:59", "progress_dates": "?"},
    {"case_id": "JS1", "dispatched_at": "2024-01-09 00:30", "special": "是"},
)


def test_a_built_frame_is_what_the_reader_gives(tmp_path: Path) -> None:
    fields = sorted({field for row in ROWS for field in row} | {"called_at"})
    ledger = tmp_path / "案件台账.csv"
    with ledger.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([template_header(field) for field in fields])
        writer.writerows(
            [
                row.get(field, "").replace("?", "待定").replace(" 2024-03", "；2024-03")
                for field in fields
            ]
            for row in ROWS
        )
    read = read_ledger(ledger).frame
    read["sheet"] = read["sheet"].cat.rename_categories(["案件台账"])
    pd.testing.assert_frame_equal(frame(*ROWS), read, check_like=True)

"""What a settlement says of its ledger: sentences stand where there is room for them."""

from contextlib import closing
from pathlib import Path

from openpyxl import load_workbook

from tests.signed_quarter import unsettled


def test_what_the_ledger_lacks_stands_in_the_broad_column(tmp_path: Path) -> None:
    quarter = unsettled(tmp_path)
    ledger = load_workbook(quarter.ledger)
    ledger.create_sheet("通讯录13912345678").append(["姓名"])
    ledger.save(quarter.ledger)
    quarter.settle()
    with closing(load_workbook(quarter.settlement, read_only=True)) as book:
        lines = list(book["口径说明"].iter_rows(values_only=True))
    rows = [[value for value in line if value is not None] for line in lines]
    told = [row[1:] for row in rows if row and row[0] == "台账"]
    assert {finding for finding, _ in told} == {"说明"}
    said = [text for _, text in told]
    assert "台账没有「退回时间」列，退回环节不适用" in said
    assert any("通讯录139****5678" in text for text in said)

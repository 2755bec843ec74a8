"""The cells of an .xlsb with their kind."""

import datetime as dt
import struct
from pathlib import Path

import pytest

from tests.workbook.reading.xlsb_files import cell, hundredths, real, write_xlsb, written
from workbook.ledger.ledger import read_ledger
from workbook.reading.guard import Kind, check_package
from workbook.reading.sheets import open_book
from workbook.values.refusals import DamagedError
from workbook.values.text import Fault

HEADER = written(0, "工单编号") + written(1, "派单时间") + written(2, "办结时间")


def test_kinds_of_cells(tmp_path: Path) -> None:
    rows = [
        HEADER,
        written(0, "A1")
        + real(1, 45299.395833333, 1)
        + cell(3, 2, b"\x2a")
        + cell(11, 3, b"\x07" + bytes(8)),
        hundredths(0, 150, 3) + real(1, 45299, 4) + hundredths(2, 30, 2) + cell(4, 3, b"\1"),
        cell(7, 0, struct.pack("<I", 0))
        + cell(8, 1, written(0, "算出")[10:] + bytes(6))
        + cell(10, 2, b"\0" + bytes(6))
        + cell(9, 3, struct.pack("<d", 2.5) + bytes(6)),
        cell(1, 0, b"") + written(1, "#N/A") + cell(7, 2, struct.pack("<I", 99)),
    ]
    path = write_xlsb(tmp_path / "a.xlsb", rows, merge=(1, 2, 0, 0))
    assert check_package(path).kind is Kind.XLSB
    sheet = open_book(path).load("台账")
    expected = [
        ["工单编号", "派单时间", "办结时间", ""],
        ["A1", dt.datetime(2024, 1, 8, 9, 30), Fault("#N/A"), Fault("#DIV/0!")],
        [1.5, dt.date(2024, 1, 8), 0.3, True],
        ["共享文字", "算出", False, 2.5],
        ["", Fault("#N/A"), Fault("#REF!"), ""],
    ]
    assert [[(type(v), v) for v in row] for row in sheet.rows] == [
        [(type(v), v) for v in row] for row in expected
    ]
    assert list(map(str, sheet.merges)) == ["A2:A3"]
    cells = [(2, 1), (2, 2), (3, 1), (3, 2), (3, 3)]
    assert sheet.number_formats(cells) == [
        "General",
        "yyyy-mm-dd hh:mm",
        '0.00"万元"',
        "yyyy-mm-dd",
        "0%",
    ]


def test_serial_numbers_that_count_from_1904(tmp_path: Path) -> None:
    rows = [HEADER, written(0, "A1") + real(1, 43837.5), written(0, "A2") + real(1, 43837.5, 1)]
    frame = read_ledger(write_xlsb(tmp_path / "a.xlsb", rows, date1904=True)).frame
    assert frame["dispatched_at"].tolist() == [dt.datetime(2024, 1, 8, 12)] * 2


def test_an_error_is_a_problem(tmp_path: Path) -> None:
    rows = [HEADER, written(0, "A1") + real(1, 45299.5, 1) + cell(3, 2, b"\x2a")]
    ledger = read_ledger(write_xlsb(tmp_path / "a.xlsb", rows))
    assert [(p.cell, p.value) for p in ledger.problems] == [("C2", "#N/A")]


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_records_cut_short(tmp_path: Path, cut: int) -> None:
    path = write_xlsb(tmp_path / "a.xlsb", [HEADER + b"\x06" + bytes([40]) + bytes(cut)])
    with pytest.raises(DamagedError, match=r"a\.xlsb"):
        open_book(path).load("台账")

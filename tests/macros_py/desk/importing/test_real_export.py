"""A real export through import, each count held to one made another way (NYC Open Data, 311)."""

import csv
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.ledgers import simple, write_xlsx
from tests.oracle.command import run

DATA = Path(__file__).parents[3] / "data" / "nyc311-2025-03-24.csv"
HEADERS = ("工单编号", "派单时间", "办结时间", "承办单位", "问题分类", "村社区")
COLUMNS = {
    "工单编号": "Unique Key",
    "派单时间": "Created Date",
    "办结时间": "Closed Date",
    "承办单位": "Agency Name",
    "问题分类": "Complaint Type",
    "村社区": "Community Board",
}
PINS = [
    part for name, header in COLUMNS.items() for part in ("--export-column", f"{name}={header}")
]
HELD, BLANKED, CHANGED = 150, 3, 7
"""How many cases the ledger has; every third lacks its unit, every seventh another category."""


def requests() -> list[dict[str, str]]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def iso(text: str) -> str | None:
    return str(datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p")) if text else None


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    cases = []
    for number, request in enumerate(requests()[:HELD]):
        closed = None if number % 2 else iso(request["Closed Date"])
        unit = None if number % BLANKED == 0 else request["Agency Name"]
        topic = "另一类" if number % CHANGED == 0 else request["Complaint Type"]
        case = (request["Unique Key"], iso(request["Created Date"]), closed, unit, topic, None)
        cases.append(case)
    return write_xlsx(tmp_path / "台账.xlsx", simple(*cases, headers=HEADERS))


def test_a_day_of_requests(ledger: Path) -> None:
    real = requests()
    told = run("import", ledger, DATA, "--as-of", "2025-03-26T09:00", "--json", *PINS).document
    changed = {r["Unique Key"] for n, r in enumerate(real[:HELD]) if n % CHANGED == 0}
    blank = {
        r["Unique Key"]
        for n, r in enumerate(real[:HELD])
        if (n % 2 and r["Closed Date"])
        or (n % BLANKED == 0 and r["Agency Name"])
        or r["Community Board"]
    }
    assert {c["case"] for c in told["conflicts"]} == changed
    assert {c["header"] for c in told["conflicts"]} == {"问题分类"}
    assert told["new"] == len(real) - HELD
    assert told["filled"] == len(blank)
    assert told["unchanged"] == HELD - len(blank | changed)
    assert told["missing"] == 0
    assert set(told["unplaced"]) == set(real[0]) - set(COLUMNS.values())


def test_every_cell_afterwards(ledger: Path) -> None:
    real = requests()
    run("import", ledger, DATA, "--as-of", "2025-03-26T09:00", *PINS)
    rows = list(load_workbook(ledger)["台账"].iter_rows(min_row=2, values_only=True))
    wanted = [
        (
            r["Unique Key"],
            iso(r["Created Date"]),
            iso(r["Closed Date"]),
            r["Agency Name"] or None,
            "另一类" if n < HELD and n % CHANGED == 0 else r["Complaint Type"] or None,
            r["Community Board"] or None,
        )
        for n, r in enumerate(real)
    ]
    assert rows == wanted
    again = run("import", ledger, DATA, "--as-of", "2025-03-26T09:00", "--json", *PINS).document
    assert (again["new"], again["filled"], again["backup"]) == (0, 0, None)

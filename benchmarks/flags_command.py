"""``jsjb flags`` on a 12,000 × 30 ledger beside openpyxl doing load + write columns + save.

    python -m benchmarks.flags_command            # --small: 200 rows, to see that it runs

Whole processes, in turn: seconds and peak memory; and the seconds of ``jsjb --help``. A first run
is not counted: an installed package has been compiled.
"""

import tempfile
from datetime import datetime
from pathlib import Path
from statistics import median

from benchmarks.measuring import SMALL, process, verdict
from macros_py.jobs.sample import cases

ROWS, RUNS = (200, 1) if SMALL else (12_000, 3)
PEER = """
import sys
from openpyxl import load_workbook
book = load_workbook(sys.argv[1])
sheet = book.active
first = sheet.max_column + 1
for column in range(first, first + 17):
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, column).value = "按时"
book.save(sys.argv[2])
"""


def ledger(path: Path) -> None:
    """Write made-up cases with 30 columns."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - a peer's library, for making the file only

    book = Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet("案件台账")
    made = list(cases(ROWS))
    headers = list(dict.fromkeys(header for case in made for header in case))[:30]
    for column, header in enumerate(headers):
        sheet.write(0, column, header)
    for row, case in enumerate(made, 1):
        for column, header in enumerate(headers):
            value = case.get(header)
            if isinstance(value, datetime):
                sheet.write_datetime(row, column, value)
            elif value is not None:
                sheet.write(row, column, str(value))
    book.close()


def main() -> None:
    """Print seconds and peak memory of both."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "台账.xlsx"), Path(folder, "out.xlsx")
        ledger(source)
        command = ["-m", "macros_py", "flags", str(source), "--as-of", "2024-03-26T09:00"]
        process(*command, "--out", str(Path(folder, "first.xlsx")))
        ours, helps, peers = [], [], []
        for n in range(RUNS):
            ours.append(process(*command, "--out", str(Path(folder, f"{n}.xlsx"))))
            peers.append(process("-c", PEER, str(source), str(out)))
            helps.append(process("-m", "macros_py", "--help"))
    our_seconds, our_memory = (median(column) for column in zip(*ours, strict=True))
    peer_seconds, peer_memory = (median(column) for column in zip(*peers, strict=True))
    print(f"jsjb flags: {our_seconds:.2f} s, {our_memory:.0f} MB")
    print(f"openpyxl load + write + save: {peer_seconds:.2f} s, {peer_memory:.0f} MB")
    ratio = peer_seconds / our_seconds
    verdict("must: times faster than openpyxl", ratio, 8, "×", at_least=True)
    verdict("aim:  times faster than openpyxl", ratio, 10, "×", at_least=True)
    verdict("jsjb --help", median(seconds for seconds, _ in helps), 0.4, " s", at_least=False)


if __name__ == "__main__":
    main()

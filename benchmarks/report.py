"""``jsjb report`` beside ``jsjb settle`` on the same ledger, and on a ledger of 200,000 cases.

    python -m benchmarks.report            # --small: 300 and 1,000 cases, to see that it runs

Whole processes: seconds and peak memory.
"""

import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from statistics import median

from benchmarks.measuring import process, verdict
from macros_py.jobs.sample import Row, cases

RUNS = 3
AS_OF = ("--as-of", "2024-03-26T09:00")


def write_cases(path: Path, rows: Sequence[Row]) -> None:
    """Write made-up cases as a ledger."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - a peer's library, for making the file only

    book = Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet("案件台账")
    headers = list(dict.fromkeys(header for case in rows for header in case))
    sheet.write_row(0, 0, headers)
    for row, case in enumerate(rows, 1):
        for column, header in enumerate(headers):
            value = case.get(header)
            if isinstance(value, datetime):
                sheet.write_datetime(row, column, value)
            elif value is not None:
                sheet.write(row, column, str(value))
    book.close()


def main() -> None:
    """Print seconds and peak memory of both commands."""
    small = "--small" in sys.argv
    few, many = (300, 1_000) if small else (12_000, 200_000)
    with tempfile.TemporaryDirectory() as folder:
        process("-m", "macros_py", "demo", "--out", folder)
        evaluation = Path(folder, "示例_考核评价.xlsx")
        source = Path(folder, "台账.xlsx")
        write_cases(source, list(cases(few)))
        files = str(source), str(evaluation)
        settle = ("settle", *files, "--quarter", "1", "--out", folder)
        report = ("report", *files, "--period", "第1季度", "--out", folder)
        runs = 1 if small else RUNS
        ours = median(process("-m", "macros_py", *report, *AS_OF)[0] for _ in range(runs))
        peer = median(process("-m", "macros_py", *settle, *AS_OF)[0] for _ in range(runs))
        write_cases(source, list(cases(many)))
        seconds, memory = process("-m", "macros_py", *report, *AS_OF)
    print(f"jsjb report: {ours:.2f} s, jsjb settle: {peer:.2f} s on {few} cases")
    verdict("report / settle", ours / peer, 3, "×", at_least=False)
    verdict(f"{many} cases", seconds, 60, " s", at_least=False)
    verdict(f"{many} cases", memory, 1536, " MB", at_least=False)


if __name__ == "__main__":
    main()

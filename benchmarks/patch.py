"""Writing 10 columns into an existing ledger of 30: seconds, ratios, memory.

    pip install wolfxl defusedxml pyopenxlsx rustypyxl oxlsx excelize    # what to compare with
    python -m benchmarks.patch            # 12,000 and 100,000 rows
    python -m benchmarks.patch --small    # a few rows, to see that it runs
    python -m benchmarks.patch million    # 1,000,000 rows as well: minutes, and 2 GB for the values

Ratios are medians within one run. The floor is what no writer of this kind can go below: inflate
the sheet's XML, split it at its rows, deflate it, with the same compressor.
"""

import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks.measuring import SMALL, verdict
from benchmarks.patch_ledger import SHEET, columns_at, write_ledger
from benchmarks.patch_peers import PEERS, Columns
from workbook import patch
from workbook.patch import SheetEdits, write_cells, write_columns
from workbook.xlsx.container.archive import Archive
from workbook.xlsx.container.deflate import Deflater
from workbook.xlsx.patching.band_writer import BandWriter
from workbook.xlsx.patching.rewriting import Rewriting
from workbook.xlsx.patching.row_stream import RowStream

BESIDE, WITHIN, RUNS = 31, 11, 1 if SMALL else 5
SHORT, LONG = (200, 1_000) if SMALL else (12_000, 100_000)
FAST = {"rustypyxl", "pyopenxlsx"}
ALONE = """
import resource, sys, time
from pathlib import Path
from benchmarks.patch_ledger import SHEET, columns_at
from workbook.patch import write_columns

def peak():
    status = Path("/proc/self/status")  # of this program alone, where there is one
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

columns = columns_at(31, int(sys.argv[2]))
before = peak()
begin = time.perf_counter()
write_columns(sys.argv[1], sys.argv[1] + ".out.xlsx", SHEET, columns)
print(time.perf_counter() - begin, before, peak())
"""


def timed(work: Callable[[], object]) -> float:
    """Return the seconds of one call."""
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def floor(source: Path) -> None:
    """Inflate the sheet, split it at its rows, deflate it."""
    with source.open("rb") as file:
        archive = Archive(file, source.name)
        sheet = next(entry for entry in archive.entries if "sheet1" in entry.name)
        deflater, carry = Deflater(), b""
        for block in archive.content(sheet):
            *rows, carry = (carry + block).split(b"</row>")
            deflater.feed(b"</row>".join([*rows, b""]))
        deflater.feed(carry)
        deflater.finish()


def ours(source: Path, columns: Columns) -> None:
    """Write the columns to a file beside the source."""
    write_columns(source, source.with_name("out.xlsx"), SHEET, columns)


def compare(source: Path, rows: int) -> None:
    """Print the libraries that are installed, each in turns with ours; the slow ones run once."""
    columns = columns_at(BESIDE, rows)
    mine = median(timed(lambda: ours(source, columns)) for _ in range(RUNS))
    print(f"{rows:,} rows, 10 new columns; write_columns takes {mine:.2f} s")
    target = str(source.with_name("peer.xlsx"))
    for name, job in PEERS.items():
        if find_spec(name) is None:
            print(f"  {name}: not installed")
            continue
        run = partial(job, str(source), target, columns)
        pairs = []
        try:
            for _ in range(RUNS if name in FAST else 1):
                theirs = timed(run)
                pairs.append((theirs, timed(lambda: ours(source, columns))))
        except Exception as error:
            print(f"  {name}: fails ({error!r:.100})")
            continue
        ratio = median(theirs / mine for theirs, mine in pairs)
        print(f"  {name}: {pairs[0][0]:.2f} s, {ratio:.1f}× our time")
        if name == "openpyxl":
            verdict("    must: times faster than openpyxl", ratio, 50, "×", at_least=True)


def morning(source: Path, rows: int) -> None:
    """Print what an import does every morning: 500 blanks filled and 40 rows added."""
    columns, target = columns_at(BESIDE, rows), source.with_name("out.xlsx")
    when = datetime(2024, 3, 1, 9, 30)
    fill = {(2 + at * (rows // 500), BESIDE + at % 7): when for at in range(500)}
    edits = {SHEET: SheetEdits(fill, [{1: "20240301", 2: when}] * 40, rows + 1, 1)}
    pairs = [
        (
            timed(lambda: write_cells(source, target, edits)),
            timed(lambda: ours(source, columns)),
        )
        for _ in range(RUNS)
    ]
    ratio = median(cells / whole for cells, whole in pairs)
    print(f"{rows:,} rows: 500 blanks filled and 40 rows added take {ratio:.1f}× ten new columns")


def against_floor(source: Path, rows: int) -> None:
    """Print appending and overwriting against the floor and against each other, taken in turns."""
    beside, within = columns_at(BESIDE, rows), columns_at(WITHIN, rows)
    jobs: dict[str, Callable[[], object]] = {
        "floor": lambda: floor(source),
        "beside": lambda: ours(source, beside),
        "within": lambda: ours(source, within),
    }
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(RUNS):
        for name, job in jobs.items():
            times[name].append(timed(job))
    least, appending, overwriting = (median(times[name]) for name in jobs)
    print(
        f"{rows:,} rows: floor {least:.2f} s, new {appending:.2f} s, over old {overwriting:.2f} s"
    )
    verdict("  must: appending / floor", appending / least, 4, "×", at_least=False)
    verdict("  aim:  appending / floor", appending / least, 3, "×", at_least=False)
    verdict("  must: overwriting / appending", overwriting / appending, 2, "×", at_least=False)


def where_time_goes(source: Path, rows: int) -> None:
    """Print the share of each step of an append."""
    spent: dict[str, float] = {}

    def watch(owner: object, name: str, label: str) -> Callable[[], None]:
        inner = getattr(owner, name)
        spent[label] = 0.0

        def watched(*args: object, **named: object) -> object:
            begin = time.perf_counter()
            try:
                return inner(*args, **named)
            finally:
                spent[label] += time.perf_counter() - begin

        setattr(owner, name, watched)
        return lambda: setattr(owner, name, inner)

    undo = [
        watch(Rewriting, "apply", "edit the sheet and the small parts"),
        watch(RowStream, "_edit", "  of which the rows"),
        watch(BandWriter, "_columns_of", "    of which the values' XML"),
        watch(Deflater, "feed", "    of which deflating"),
        watch(Rewriting, "write", "copy and check the other parts"),
        watch(patch, "flush", "flush to the disk"),
        watch(patch, "verify", "read back and check"),
        watch(patch, "put_in_place", "replace"),
    ]
    whole = timed(lambda: ours(source, columns_at(BESIDE, rows)))
    for back in undo:
        back()
    for label, took in spent.items():
        print(f"  {label}: {took / whole:.0%}")


def alone(source: Path, rows: int) -> float:
    """Print and return the peak memory in MB of a process that only writes."""
    command = [sys.executable, "-c", ALONE, str(source), str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    took, before, peak = map(float, done.stdout.split())
    print(f"{rows:,} rows in a process of their own: {took:.2f} s,", end=" ")
    print(f"{before:.0f} MB with the values, {peak - before:.0f} MB more at the peak")
    return peak


def main() -> None:
    """Run them all."""
    with tempfile.TemporaryDirectory() as folder:
        small = write_ledger(Path(folder, "12.xlsx"), SHORT)
        compare(small, SHORT)
        morning(small, SHORT)
        large = write_ledger(Path(folder, "100.xlsx"), LONG)
        against_floor(large, LONG)
        where_time_goes(large, LONG)
        peak = alone(large, LONG)
        verdict("  must: peak memory, the values included", peak, 100, " MB", at_least=False)
        if "million" in sys.argv:
            alone(write_ledger(Path(folder, "1000.xlsx"), 1_000_000), 1_000_000)


if __name__ == "__main__":
    main()

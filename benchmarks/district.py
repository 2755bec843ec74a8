"""``jsjb district``: one worker beside two, a second run beside the first, two million facts.

    python -m benchmarks.district            # --small: 12 ledgers of 50 rows, to see that it runs

Seconds of the job itself; what the workers hold is asked of them while they read.
"""

import shutil
import tempfile
import time
from datetime import datetime
from itertools import islice
from pathlib import Path

import psutil

from benchmarks.measuring import SMALL, verdict
from benchmarks.report import write_cases
from macros_py.district.district_figures import DistrictFigures, Read
from macros_py.district.receipts import Receipt
from macros_py.district.store import tasks_of
from macros_py.district.townships import look_into
from macros_py.inputs.in_force import default_in_force
from macros_py.jobs.district import DistrictInputs, DistrictTold, district
from macros_py.jobs.sample import Row, cases
from macros_py.rules.periods.period import Periods

LEDGERS, ROWS, DIFFERENT, FACTS = (12, 50, 2, 2_000) if SMALL else (300, 1_000, 10, 2_000_000)
AS_OF = datetime(2024, 3, 26, 9)
PERIOD = "2024-02"
TEXT = "示例：反映某村路灯不亮，夜间出行不便，希望有关部门尽快处理并答复。" * 3


class Watch:
    """When the first and the last ledger were done, and the most memory that a worker held."""

    def __init__(self) -> None:
        self.first = self.last = 0.0
        self.count = 0
        self.memory = 0.0

    def __call__(self, done: int, of: int) -> None:
        """Note the time of a ledger, and now and then what the workers hold."""
        self.last = time.perf_counter()
        self.first = self.first or self.last
        self.count = done
        if done % 10 == 0 or of < 20:
            for process in psutil.Process().children(recursive=True):
                try:
                    self.memory = max(self.memory, process.memory_info().rss / 1e6)
                except psutil.Error:
                    continue

    @property
    def pace(self) -> float:
        """Seconds for a ledger once the workers are up."""
        return (self.last - self.first) / max(self.count - 1, 1)


def month_of(rows: int, seed: int) -> list[Row]:
    """Return the cases of one month, with texts as long as people write them."""
    found = (case for case in cases(rows * 5, seed) if _month(case) == PERIOD)
    return [
        {**case, "诉求内容": f"{TEXT}{number}", "回复内容": f"{TEXT}{TEXT}{number}"}
        for number, case in enumerate(islice(found, rows))
    ]


def _month(case: Row) -> str:
    came = case["派单时间*"]
    return f"{came:%Y-%m}" if isinstance(came, datetime) else ""


def folder_of(place: Path) -> Path:
    """Write the townships, each with a ledger of its own."""
    folder = place / "全区"
    for number in range(LEDGERS):
        town = folder / f"第{number:03}镇"
        town.mkdir(parents=True)
        pattern = place / f"样本{number % DIFFERENT}.xlsx"
        if not pattern.exists():
            write_cases(pattern, month_of(ROWS, number))
        shutil.copy(pattern, town / "台账.xlsx")
    return folder


def run(folder: Path, out: Path, workers: int) -> tuple[float, Watch, DistrictTold]:
    """Run the job; return its seconds, what was watched, and what it told."""
    watch = Watch()
    begin = time.perf_counter()
    told = district(DistrictInputs(folder, PERIOD, out, AS_OF, workers=workers), on_done=watch)
    return time.perf_counter() - begin, watch, told


def aggregated(folder: Path, out: Path) -> tuple[float, int]:
    """Count the facts of all ledgers again and again, as townships of a larger district."""
    tasks = [task for its in tasks_of(look_into(folder), out).values() for task in its]
    reads = []
    for task in tasks:
        receipt = Receipt.read(out / "ledgers" / f"{task.id}.json")
        assert receipt is not None
        reads.append(Read(receipt, receipt.files(out, task.id)))
    whole, rows = [], 0
    while rows < FACTS:
        read = reads[len(whole) % len(reads)]
        whole.append([read])
        rows += read.receipt.rows
    periods = Periods(default_in_force().settings)
    begin = time.perf_counter()
    figures = DistrictFigures.of(whole, periods.elapsed(PERIOD, AS_OF), periods)
    assert figures.standings
    assert figures.stages
    return time.perf_counter() - begin, rows


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folder = folder_of(place)
        one, alone, _ = run(folder, place / "一", 1)
        two, both, first = run(folder, place / "二", 2)
        assert first.read == LEDGERS
        names = [p.relative_to(place / "一") for p in (place / "一").rglob("*") if p.is_file()]
        same = all(
            (place / "一" / n).read_bytes() == (place / "二" / n).read_bytes() for n in names
        )
        print(f"{LEDGERS} ledgers of {ROWS} rows: one worker {one:.1f} s, two {two:.1f} s")
        print(f"the same {len(names)} files from both: {same}")
        verdict("two workers, times one", alone.pace / both.pace, 1.7, "×", at_least=True)
        verdict("memory of a worker", max(alone.memory, both.memory), 600, " MB", at_least=False)
        for number in range(3):
            write_cases(folder / f"第{number:03}镇" / "台账.xlsx", month_of(ROWS, 100 + number))
        again, _, told = run(folder, place / "二", 2)
        assert told.read == 3
        verdict("3 changed, of the first run", again / two * 100, 10, " %", at_least=False)
        seconds, rows = aggregated(folder, place / "二")
        verdict(f"{rows:,} facts counted", seconds, 10, " s", at_least=False)


if __name__ == "__main__":
    main()

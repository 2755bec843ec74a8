"""Reading a ledger of 12,000 rows × 30 columns against bare python-calamine plus pandas.

    python -m benchmarks.ledger_reading            # --small: 200 rows, to see that it runs

Prints medians of interleaved runs, their ratio, and where the reader's own time goes. The ratio
must stay at or below 1.8; the aim is 1.5.
"""

import datetime as dt
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.measuring import SMALL
from workbook.ledger.headers import ALIASES
from workbook.ledger.ledger import read_ledger
from workbook.reading import guard, sheets

ROWS, RUNS = (200, 1) if SMALL else (12_000, 9)
LIMIT = 1.8
AIM = 1.5
SELDOM = {"退回时间", "审批时间", "核实时间", "挂账时间", "销账时间"}
LEFT_OUT = {"progress_dates", "zero_score", "reply", "caller", "phone"}


def build(path: Path, *, real_dates: bool) -> None:
    """Write a ledger with 13 time columns, as real dates or as text."""
    dice = random.Random(12345)
    headers = [names[0] for field, names in ALIASES.items() if field not in LEFT_OUT]
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("案件台账")
    shown = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    headers = ["序号", *headers[:29]]
    sheet.write_row(0, 0, headers)
    for row in range(1, ROWS + 1):
        start = dt.datetime(2024, 1, 1) + dt.timedelta(seconds=600 * row + dice.randrange(600))
        for column, header in enumerate(headers):
            if header in SELDOM and dice.random() < 0.9:
                continue
            value = _cell(header, row, start, dice)
            if isinstance(value, dt.datetime) and real_dates:
                sheet.write_datetime(row, column, value, shown)
            else:
                sheet.write(row, column, str(value) if isinstance(value, dt.datetime) else value)
    book.close()


def _cell(header: str, row: int, start: dt.datetime, dice: random.Random) -> object:
    if header.endswith("时间"):
        return start + dt.timedelta(seconds=dice.randrange(86_400))
    if header.startswith("是否"):
        return dice.choice("是否")
    fixed: dict[str, object] = {
        "序号": row,
        "工单编号": f"热线-{start:%y%m%d}-{row:06d}",
        "特殊情况": dice.choice(["是", "否", ""]),
        "不纳入考核": dice.choice(["是", "否", ""]),
        "标题": f"路灯不亮{row}",
        "诉求内容": "反映某村路灯不亮，夜间出行不便。" * 4 + str(row),
        "问题分类": "市政->路灯->" + dice.choice("甲乙丙丁"),
    }
    return fixed.get(header, dice.choice(["安定镇一村", "规划科", "网络", "电话"]))


def bare(path: Path) -> pd.DataFrame:
    """Read the sheet as python-calamine and pandas alone do."""
    return pd.DataFrame(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())


def timed(run: Callable[[], object]) -> float:
    """Give the seconds that one run takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def compare(path: Path) -> Iterator[str]:
    """Time both in turn and say how they compare."""
    runs: dict[str, list[float]] = {"bare": [], "ours": [], "guard": [], "open": []}
    read_ledger(path)
    for _ in range(RUNS):
        runs["bare"].append(timed(lambda: bare(path)))
        runs["ours"].append(timed(lambda: read_ledger(path)))
        runs["guard"].append(timed(lambda: guard.check_package(path)))
        runs["open"].append(timed(lambda: sheets.open_book(path).load("案件台账")))
    middle = {name: statistics.median(times) for name, times in runs.items()}
    ratio = middle["ours"] / middle["bare"]
    parse = middle["ours"] - middle["open"]
    yield f"  calamine + pandas {middle['bare']:.3f} s, read_ledger {middle['ours']:.3f} s"
    inner = middle["open"] - middle["guard"]
    read = f"scan and calamine {inner:.3f}"
    yield f"  of which guard {middle['guard']:.3f}, {read}, columns {parse:.3f} s"
    verdict = "" if ratio <= LIMIT else "  TOO SLOW"
    yield f"  ratio {ratio:.2f} (must be <= {LIMIT}, aim {AIM}){verdict}"


def main() -> int:
    """Print both comparisons; 1 when a ratio is too high."""
    late = False
    with tempfile.TemporaryDirectory() as folder:
        for real_dates, name in ((True, "real dates"), (False, "text times")):
            path = Path(folder) / f"ledger-{real_dates}.xlsx"
            build(path, real_dates=real_dates)
            print(f"{ROWS} rows x 30 columns, {name}, {path.stat().st_size / 1e6:.1f} MB")
            for line in compare(path):
                print(line)
                late = late or "TOO SLOW" in line
    return 1 if late and not SMALL else 0


if __name__ == "__main__":
    sys.exit(main())

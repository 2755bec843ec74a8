"""Small districts for tests: folders of townships with random, invented ledgers."""

import csv
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from macros_py.district.ledger_task import Done, LedgerTask, read_to_facts
from macros_py.jobs.district import DistrictInputs, DistrictTold, district
from tests.evaluations import write_evaluation
from tests.macros_py.desk.reports.ledgers import AS_OF as MOMENT
from tests.macros_py.desk.reports.ledgers import Case, cases, write
from tests.oracle.command import Outcome, run

ROOT = Path(__file__).parents[3]
AS_OF, PERIOD = "2024-03-20T15:00", "2024-02"
RATES = ("counted", "response", "resolution", "satisfaction")
RANKING = f"全区分析_{PERIOD}_乡镇排名.csv"
SCHEMES = [["市级口径", 0.8, "", "已评价", "响应率30%，解决率40%，满意率30%", "示例"]]


def write_district(folder: Path, townships: int = 4, rows: int = 60) -> Path:
    """Write townships, each with a ledger; the first has settings of its own."""
    for number in range(townships):
        town = folder / f"第{number:02}镇"
        town.mkdir(parents=True)
        write(town / "台账.xlsx", cases(number, rows))
    write_evaluation(
        folder / "第00镇" / "设置.xlsx",
        settings={"基本满意权重": "60%", "计时日历": "工作时间"},
        rows={"评价口径": SCHEMES},
    )
    return folder


def numbered(rows: Sequence[Case], prefix: str) -> list[Case]:
    """Return cases with other numbers."""
    return [{**row, "case": f"{prefix}{number:04}"} for number, row in enumerate(rows)]


def arguments(folder: Path, out: Path, *more: object) -> list[str]:
    """Return the command that counts a district."""
    given = ("district", folder, "--period", PERIOD, "--out", out, "--as-of", AS_OF, *more)
    return list(map(str, given))


def started(folder: Path, out: Path, *more: object) -> "subprocess.Popen[str]":
    """Start the command in a process group of its own, as a terminal does."""
    return subprocess.Popen(
        [sys.executable, "-m", "macros_py", *arguments(folder, out, *more)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def ended(process: "subprocess.Popen[str]") -> Outcome:
    """Wait for a command and return what it answered."""
    stdout, stderr = process.communicate()
    return Outcome(process.returncode, stdout, stderr)


def made(out: Path) -> dict[str, bytes]:
    """Return every file of an output folder."""
    files = (path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def facts_in(out: Path) -> list[Path]:
    """Return the files of facts."""
    return sorted(out.rglob("*.parquet"))


def receipts(out: Path) -> list[Path]:
    """Return the receipts of the ledgers that were read, none while there is no folder."""
    return sorted((out / "ledgers").glob("*.json"))


def dies_of_the_first(task: LedgerTask) -> Done:
    """Do a worker's task, but die of one ledger, as a worker that runs out of memory does."""
    if "第00镇" in task.township:
        os._exit(1)
    return read_to_facts(task)


def counted(folder: Path, *more: object) -> Outcome:
    """Run the command, which must not refuse, with its output beside the folder."""
    done = run(*arguments(folder, folder.parent / "出", *more))
    assert done.exit_code <= 1, done.stderr
    return done


def told_of(folder: Path) -> DistrictTold:
    """Return what the job behind the command tells."""
    return district(DistrictInputs(folder, PERIOD, folder.parent / "出", MOMENT))


def own_rates(ledger: Path, settings: Path | None) -> dict[str, object]:
    """Return what ``jsjb rates`` of a township says of its own ledger."""
    given = ("--settings", settings) if settings else ()
    done = run("rates", ledger, "--period", PERIOD, "--as-of", AS_OF, "--json", *given)
    assert done.exit_code <= 1, done.stderr
    return done.document


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of one of the tables beside the workbook."""
    path = folder.parent / "出" / f"全区分析_{PERIOD}_{table}.csv"
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))

"""Many workers: whoever dies, whatever the order, every byte is the same; runs can be stopped."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest
from distributed import Client, Future

from macros_py.district import workers as working
from macros_py.district.case_key import key_file, make_key
from macros_py.district.ledger_task import LedgerTask, read_to_facts
from macros_py.district.store import tasks_of
from macros_py.district.townships import look_into
from macros_py.district.workers import run_all, workers
from macros_py.jobs import district as district_job
from macros_py.jobs.district import FEW, DistrictInputs, DistrictTold, district
from tests.macros_py.desk.reports.ledgers import AS_OF as MOMENT
from tests.macros_py.desk.reports.ledgers import cases, write
from tests.macros_py.district.districts import (
    PERIOD,
    ROOT,
    arguments,
    dies_of_the_first,
    ended,
    facts_in,
    made,
    receipts,
    started,
    write_district,
)
from tests.oracle.command import Outcome, run
from workbook.files.lock import locked
from workbook.values.refusals import WorkersError

TOWNSHIPS = FEW + 1
PAUSE = 0.02
HANGS = 600
"""Seconds after which nothing more is waited for; the slowest machine needs far fewer."""
NIGHTLY = pytest.mark.nightly


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district, and what comes out where its ledgers are read one by one, in this process."""
    place = tmp_path_factory.mktemp("区")
    folder = write_district(place / "全区", TOWNSHIPS, rows=40)
    (folder / "第03镇" / "台账.xlsx").write_bytes(b"PK broken")
    make_key(key_file(folder))
    tasks = [task for its in tasks_of(look_into(folder), place / "单").values() for task in its]
    for task in reversed(tasks):
        read_to_facts(task)
    assert run(*arguments(folder, place / "单")).exit_code == 1
    assert len(receipts(place / "单")) == TOWNSHIPS - 1
    return place


def killed_at_random(folder: Path, out: Path, seed: int, times: int) -> DistrictTold:
    """Run with two workers of which one is killed, again and again; give what came of it."""
    dice = random.Random(seed)
    points = dice.sample(range(1, TOWNSHIPS - 2), times)

    def kill(done: int, _of: int) -> None:
        if done in points:
            dice.choice([p for p in psutil.Process().children() if _is_worker(p)]).kill()

    return district(DistrictInputs(folder, PERIOD, out, MOMENT, workers=2), on_done=kill)


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.Error:
        return False


@pytest.mark.parametrize(
    ("seed", "times"), [(0, 1), *(pytest.param(n, 3, marks=NIGHTLY) for n in range(1, 10))]
)
def test_workers_that_are_killed_change_no_byte(
    place: Path, tmp_path: Path, seed: int, times: int
) -> None:
    told = killed_at_random(place / "全区", tmp_path / "出", seed, times)
    assert (told.read, len(told.unread)) == (TOWNSHIPS - 1, 1)
    assert made(tmp_path / "出") == made(place / "单")


@pytest.mark.nightly
def test_a_ledger_that_kills_every_worker_is_a_row(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "read_to_facts", dies_of_the_first)
    tasks = [task for its in tasks_of(look_into(place / "全区"), tmp_path).values() for task in its]
    told: list[tuple[int, int]] = []
    with workers(None, 2) as client:
        done = run_all(client, tasks, lambda *given: told.append(given))
    refusals = {each.id: each.refusal for each in done if each.refusal}
    assert len(done) == len(tasks) == len(told)
    assert told[-1] == (TOWNSHIPS, TOWNSHIPS)
    assert len(refusals) == 2
    assert "工作进程就中断" in refusals[tasks[0].id]
    assert len(receipts(tmp_path)) == TOWNSHIPS - 2


@pytest.mark.nightly
def test_the_number_of_workers_changes_no_byte(place: Path, tmp_path: Path) -> None:
    done = ended(started(place / "全区", tmp_path / "出", "--workers", "3", "--json"))
    assert (done.exit_code, done.stderr) == (1, "")
    told = json.loads(done.stdout)
    assert (told["ledgers"], told["read"], len(told["failed"])) == (TOWNSHIPS, TOWNSHIPS - 1, 1)
    assert made(tmp_path / "出") == made(place / "单")


def test_nothing_listens_but_to_this_computer() -> None:
    with workers(None, 1):
        here = psutil.Process()
        heard = {
            connection.laddr.ip
            for process in (here, *filter(_is_worker, here.children()))
            for connection in process.net_connections()
            if connection.status == psutil.CONN_LISTEN
        }
    assert heard == {"127.0.0.1"}


@contextmanager
def scheduler(
    folder: Path, *, readers: int, without: tuple[str, ...] = ()
) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Run a scheduler with workers, each a process; give its address, and them.

    ``without``: which of them, scheduler or worker, find nothing of this tool.
    """
    told = folder / "scheduler.json"
    file = ("--scheduler-file", str(told))
    where = ("--host", "127.0.0.1", "--no-dashboard")
    calls = [["distributed.cli.dask_scheduler", *file, *where, "--port", "0"]]
    alone = ("--nthreads", "1", "--no-nanny")
    calls += [["distributed.cli.dask_worker", *file, *where, *alone]] * readers
    running = [
        subprocess.Popen(
            [sys.executable, "-m", *call],
            cwd=folder if _lacks(call[0], without) else ROOT,
            env={**os.environ, "PYTHONPATH": "" if _lacks(call[0], without) else str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for call in calls
    ]
    try:
        while not told.exists() or not told.read_text():
            assert running[0].poll() is None
            time.sleep(PAUSE)
        yield json.loads(told.read_text())["address"], running
    finally:
        for process in running:
            process.kill()
            process.wait()


def _lacks(module: str, without: tuple[str, ...]) -> bool:
    return any(module.endswith(name) for name in without)


@pytest.mark.parametrize(
    "without",
    [("scheduler",), ("worker",), pytest.param(("scheduler", "worker"), marks=NIGHTLY)],
)
def test_where_the_tool_is_not_installed_is_told_at_once(
    place: Path, tmp_path: Path, without: tuple[str, ...]
) -> None:
    readers = int("worker" in without)
    with scheduler(tmp_path, readers=readers, without=without) as (address, _):
        if readers:
            with Client(address, timeout=HANGS) as client:
                client.wait_for_workers(1, timeout=HANGS)
        done = run(*arguments(place / "全区", tmp_path / "出", "--scheduler", address))
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("调度器上" if "scheduler" in without else "工作进程 ")
    assert line.endswith('没有装好 jsjb；请在每台电脑上运行 pip install "jsjb[district]"')


def test_a_ledger_that_the_scheduler_dropped_is_told_in_one_line(tmp_path: Path) -> None:
    """Dask says so with one error or another, whichever notices first."""
    tasks = [task for its in tasks_of(look_into(_one(tmp_path)), tmp_path).values() for task in its]
    with workers(None, 1) as client:
        future: Future[Any] = client.submit(time.sleep, 60)
        future.cancel(force=True)
        with pytest.raises(WorkersError, match="与调度器的连接断了"):
            working._result(future, tasks[0])


def _one(folder: Path) -> Path:
    made = write_district(folder / "全区", 1, 10)
    make_key(key_file(made))
    return made


def test_another_scheduler_changes_no_byte(place: Path, tmp_path: Path) -> None:
    """And when it goes away while another run is on, that is told at once."""
    folder, out, other = place / "全区", tmp_path / "出", tmp_path / "又"
    with scheduler(tmp_path, readers=1) as (address, (its, *_)):
        done = run(*arguments(folder, out, "--scheduler", address, "--json"))
        assert (done.exit_code, done.stderr) == (1, "")
        assert done.document["read"] == TOWNSHIPS - 1
        assert made(out) == made(place / "单")
        with pytest.raises(WorkersError, match="与调度器的连接断了"):
            district(
                DistrictInputs(folder, PERIOD, other, MOMENT, address),
                on_done=lambda *_: its.kill(),
            )
    assert receipts(other)


@pytest.mark.nightly
def test_a_scheduler_that_goes_away(place: Path, tmp_path: Path) -> None:
    """One that goes once everything is read is not missed: another run is started then."""
    for attempt in range(20):
        out, fresh = tmp_path / f"出{attempt}", tmp_path / str(attempt)
        fresh.mkdir()
        with scheduler(fresh, readers=1) as (address, (its, *_)):
            process = started(place / "全区", out, "--scheduler", address)
            while process.poll() is None and not receipts(out):
                time.sleep(PAUSE)
            its.kill()
            done = ended(process)
        if len(receipts(out)) < TOWNSHIPS - 1:
            break
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.strip() == "与调度器的连接断了，请检查后再运行一次；读好的事实都还在"
    assert receipts(out)


def test_a_scheduler_that_does_not_answer(place: Path, tmp_path: Path) -> None:
    for address in ("tcp://127.0.0.1:9", "没有", "tls://127.0.0.1:9"):
        done = run(*arguments(place / "全区", tmp_path / "出", "--scheduler", address))
        assert (done.exit_code, done.stdout) == (2, "")
        assert (
            done.stderr.strip()
            == f"调度器 {address} 连不上，请检查地址、证书和网络；读好的事实都还在"
        )


def stopped(
    folder: Path, outs: Path, ready: Callable[[Path, psutil.Process], object], seconds: float = 0
) -> tuple[Path, Outcome]:
    """Press Ctrl+C once a run is ready and some seconds are over; give its output and answer.

    A run that had read everything before the key was pressed says nothing: another one is started.
    """
    for attempt in range(20):
        out = outs / f"出{attempt}"
        process = started(folder, out, "--workers", "1")
        its = psutil.Process(process.pid)
        while process.poll() is None and not ready(out, its):
            time.sleep(PAUSE)
        time.sleep(seconds)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        done = ended(process)
        if len(receipts(out)) < TOWNSHIPS - 1:
            return out, done
    raise AssertionError("every run had read everything before it was stopped")


@pytest.mark.skipif(os.name == "nt", reason="a process group of POSIX")
def test_ctrl_c_leaves_a_state_to_go_on_from(place: Path, tmp_path: Path) -> None:
    out, told = stopped(place / "全区", tmp_path, lambda out, _: receipts(out))
    assert (told.exit_code, told.stdout.strip()) == (2, "")
    (line,) = told.stderr.strip().splitlines()
    assert line.startswith("已停止")
    assert line.endswith("会从这里接着做")
    finished = {path: path.stat().st_mtime_ns for path in receipts(out)}
    assert finished
    left = TOWNSHIPS - len(finished)
    assert line.startswith(f"已停止：读好 {len(finished)} 本，还有 {left} 本；")
    told = run(*arguments(place / "全区", out, "--workers", "2", "--json"))
    assert told.document["unchanged"] == len(finished)
    assert all(path.stat().st_mtime_ns == when for path, when in finished.items())
    assert made(out) == made(place / "单")


@pytest.mark.skipif(os.name == "nt", reason="a process group of POSIX")
@pytest.mark.parametrize("when", [0, *(pytest.param(n, marks=NIGHTLY) for n in (0.2, 0.5, 1))])
def test_ctrl_c_while_workers_start_is_one_line(place: Path, tmp_path: Path, when: float) -> None:
    """Seconds after the process of a worker is there, which imports for half a second."""

    def starts(_: Path, its: psutil.Process) -> bool:
        return any(map(_is_worker, its.children()))

    out, told = stopped(place / "全区", tmp_path, starts, when)
    assert (told.exit_code, told.stdout) == (2, "")
    (line,) = told.stderr.strip().splitlines()
    done = len(receipts(out))
    assert line.startswith(f"已停止：读好 {done} 本，还有 {TOWNSHIPS - done} 本；")


@pytest.mark.skipif(os.name == "nt", reason="a bounded file size stands for a full disk: not here")
def test_a_full_disk_is_named_and_finished_facts_stay(tmp_path: Path) -> None:
    """One ledger gives a file too large for the disk; all others are smaller.

    With three, it is read by the command itself; with more, by a worker.
    """
    few, many = (write_district(tmp_path / f"全区{n}", n, 20) for n in (3, FEW))
    large = write(tmp_path / "大.xlsx", cases(5, 500))
    for folder in (few, many):
        shutil.copyfile(large, folder / "第99镇.xlsx")
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from macros_py.terminal.cli import main\n"
        "if __name__ == '__main__':\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "    for given in sys.argv[1:]:\n"
        "        try:\n"
        "            main(given.split('\\n'))\n"
        "        except SystemExit as stop:\n"
        "            print(stop.code)\n"
    )
    script = tmp_path / "full.py"
    script.write_text(code, encoding="utf-8")
    outs = [folder.with_name(f"{folder.name}出") for folder in (few, many)]
    calls = [arguments(few, outs[0]), arguments(many, outs[1], "--workers", 1)]
    done = subprocess.run(
        [sys.executable, str(script), *map("\n".join, calls)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stdout.split() == ["2", "2"], done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 2
    for folder, out, line in zip((few, many), outs, lines, strict=True):
        assert "磁盘已满" in line
        finished = {path: path.read_bytes() for path in receipts(out)}
        again = run(*arguments(folder, out, "--json"))
        assert again.document["unchanged"] == len(finished)
        assert len(receipts(out)) == again.document["ledgers"]
        assert len(facts_in(out)) > 4
        assert not list(out.rglob("*.tmp"))
        if folder is few:
            assert len(finished) == 3


def test_a_worker_with_another_release_is_refused(place: Path, tmp_path: Path) -> None:
    task = next(iter(tasks_of(look_into(place / "全区"), tmp_path).values()))[0]
    other = LedgerTask(**{**vars(task), "tool": "0"})
    with pytest.raises(Exception, match="不是同一版本"):
        read_to_facts(other)
    assert not list(tmp_path.iterdir())


def test_a_run_into_the_folder_of_another_is_refused(tmp_path: Path) -> None:
    folder = _one(tmp_path)
    refused: list[Outcome] = []

    def run_another(_done: int, _of: int) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(district_job, "locked", partial(locked, seconds=0))
            refused.append(run(*arguments(folder, tmp_path / "出")))

    district(DistrictInputs(folder, PERIOD, tmp_path / "出", MOMENT), on_done=run_another)
    assert [(each.exit_code, each.stdout) for each in refused] == [(2, "")]
    assert "全区汇总" in refused[0].stderr
    run(*arguments(folder, tmp_path / "单"))
    assert made(tmp_path / "出") == made(tmp_path / "单")


@pytest.mark.nightly
def test_two_runs_into_one_folder_do_not_mix(place: Path, tmp_path: Path) -> None:
    both = [started(place / "全区", tmp_path / "出", "--workers", "1") for _ in range(2)]
    done = sorted(ended(process).exit_code for process in both)
    assert done in ([1, 1], [1, 2])
    assert made(tmp_path / "出") == made(place / "单")

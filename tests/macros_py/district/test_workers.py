"""Many workers: whoever dies, whatever the order, every byte is the same; runs can be stopped."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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
from macros_py.jobs.district import FEW
from tests.macros_py.desk.reports.ledgers import cases, write
from tests.macros_py.district.districts import (
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
from tests.oracle.command import Outcome, run, run_process
from workbook.values.refusals import WorkersError

TOWNSHIPS = FEW + 4
PAUSE = 0.02
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


def killed_at_random(folder: Path, out: Path, seed: int) -> int:
    """Run with two workers of which some are killed; return how many."""
    dice = random.Random(seed)
    points = sorted(dice.sample(range(TOWNSHIPS - 2), 3))
    process = started(folder, out, "--workers", "2")
    killed = 0
    while process.poll() is None and points:
        workers = [p for p in psutil.Process(process.pid).children() if _is_worker(p)]
        if workers and len(receipts(out)) >= points[0]:
            dice.choice(workers).kill()
            killed += 1
            points.pop(0)
        time.sleep(PAUSE)
    done = ended(process)
    assert done.exit_code == 1, done.stderr
    assert done.stderr == ""
    return killed


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.Error:
        return False


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=NIGHTLY) for n in range(1, 10))])
def test_workers_that_are_killed_change_no_byte(place: Path, tmp_path: Path, seed: int) -> None:
    assert killed_at_random(place / "全区", tmp_path / "出", seed) > 0
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
    """Run a scheduler with workers as an administrator starts them; give its address, and them.

    ``without``: which of them, scheduler or worker, find nothing of this tool.
    """
    told = folder / "scheduler.json"
    file = ("--scheduler-file", str(told))
    where = ("--host", "127.0.0.1", "--no-dashboard")
    calls = [["distributed.cli.dask_scheduler", *file, *where, "--port", "0"]]
    calls += [["distributed.cli.dask_worker", *file, *where, "--nthreads", "1"]] * readers
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
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait()


def _lacks(module: str, without: tuple[str, ...]) -> bool:
    return any(module.endswith(name) for name in without)


@pytest.mark.parametrize("without", [("scheduler", "worker"), ("scheduler",), ("worker",)])
def test_where_the_tool_is_not_installed_is_told_at_once(
    place: Path, tmp_path: Path, without: tuple[str, ...]
) -> None:
    with scheduler(tmp_path, readers=1, without=without) as (address, _):
        with Client(address, timeout=30) as client:
            client.wait_for_workers(1, timeout=60)
        done = run_process(*arguments(place / "全区", tmp_path / "出", "--scheduler", address))
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("调度器上" if "scheduler" in without else "工作进程 ")
    assert line.endswith('没有装好 jsjb；请在每台电脑上运行 pip install "jsjb[district]"')


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
    with scheduler(tmp_path, readers=2) as (address, _):
        done = run_process(
            *arguments(place / "全区", tmp_path / "出", "--scheduler", address, "--json")
        )
    assert (done.exit_code, done.stderr) == (1, "")
    assert json.loads(done.stdout)["read"] == TOWNSHIPS - 1
    assert made(tmp_path / "出") == made(place / "单")


def test_a_scheduler_that_does_not_answer(place: Path, tmp_path: Path) -> None:
    for address in ("tcp://127.0.0.1:9", "没有", "tls://127.0.0.1:9"):
        done = run_process(*arguments(place / "全区", tmp_path / "出", "--scheduler", address))
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
        process = started(folder, out, "--workers", "2")
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
    done = ended(started(place / "全区", out, "--workers", "2", "--json"))
    assert json.loads(done.stdout)["unchanged"] == len(finished)
    assert all(path.stat().st_mtime_ns == when for path, when in finished.items())
    assert made(out) == made(place / "单")


@pytest.mark.skipif(os.name == "nt", reason="a process group of POSIX")
@pytest.mark.parametrize("when", [0, 0.5, *(pytest.param(n, marks=NIGHTLY) for n in (0.2, 1))])
def test_ctrl_c_while_workers_start_is_one_line(place: Path, tmp_path: Path, when: float) -> None:
    """Seconds after the first process of a worker is there."""
    out, told = stopped(place / "全区", tmp_path, lambda _, its: its.children(), when)
    assert (told.exit_code, told.stdout) == (2, "")
    (line,) = told.stderr.strip().splitlines()
    done = len(receipts(out))
    assert line.startswith(f"已停止：读好 {done} 本，还有 {TOWNSHIPS - done} 本；")


@pytest.mark.skipif(os.name == "nt", reason="a bounded file size stands for a full disk: not here")
@pytest.mark.parametrize("count", [1, 2])
def test_a_full_disk_is_named_and_finished_facts_stay(tmp_path: Path, count: int) -> None:
    """One ledger gives a file too large for the disk; all others are smaller."""
    out = tmp_path / "出"
    folder = write_district(tmp_path / "全区", TOWNSHIPS if count == 2 else 3, 20)
    write(folder / "第99镇.xlsx", cases(5, 1_000))
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from macros_py.terminal.cli import main\n"
        "if __name__ == '__main__':\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))\n"
        "    main(sys.argv[1:])\n"
    )
    script = tmp_path / "full.py"
    script.write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), *arguments(folder, out, "--workers", count)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert "磁盘已满" in line
    if count == 1:
        assert len(receipts(out)) == 3
    finished = {path: path.read_bytes() for path in receipts(out)}
    again = run(*arguments(folder, out, "--json"))
    assert again.document["unchanged"] == len(finished)
    assert len(receipts(out)) == again.document["ledgers"]
    assert len(facts_in(out)) > 4
    assert not list(out.rglob("*.tmp"))


def test_a_worker_with_another_release_is_refused(place: Path, tmp_path: Path) -> None:
    task = next(iter(tasks_of(look_into(place / "全区"), tmp_path).values()))[0]
    other = LedgerTask(**{**vars(task), "tool": "0"})
    with pytest.raises(Exception, match="不是同一版本"):
        read_to_facts(other)
    assert not list(tmp_path.iterdir())


def test_two_runs_into_one_folder_do_not_mix(place: Path, tmp_path: Path) -> None:
    both = [started(place / "全区", tmp_path / "出", "--workers", "1") for _ in range(2)]
    done = sorted(ended(process).exit_code for process in both)
    assert done in ([1, 1], [1, 2])
    assert made(tmp_path / "出") == made(place / "单")

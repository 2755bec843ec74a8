"""Workers that read ledgers: on this computer, or those of a scheduler at an address (Dask)."""

import logging
import queue
import secrets
from asyncio import CancelledError as LoopCancelledError
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec

import dask
from distributed import Client, Future, LocalCluster, wait
from distributed.scheduler import KilledWorker

from macros_py.district.ledger_task import Done, LedgerTask, read_to_facts
from macros_py.district.worker_setup import ctrl_c_later
from workbook.values.refusals import WorkersError

OnDone = Callable[[int, int], None]
"""Told how many ledgers are done, and of how many."""

HERE = "127.0.0.1"
FAILURES = 5
"""How often a ledger may take its worker along before it counts as unreadable."""

_PACKAGE = __name__.partition(".")[0]

_PATIENCE, _LOOK, _WITHOUT_WORKERS = 10, 5, 60
"""Seconds: for a scheduler to answer, between two looks at it, and for it to have a worker."""

_GONE = (CancelledError, LoopCancelledError, OSError)
"""What Dask raises of a scheduler that is no more: of a future, of its loop, of the connection."""

_LOST = "与调度器的连接断了，请检查后再运行一次；读好的事实都还在"
_NOT_INSTALLED = '{where}没有装好 jsjb；请在每台电脑上运行 pip install "jsjb[district]"'
_NOBODY = "没有工作进程：用调度器的请先启动，否则请再运行一次；读好的事实都还在"


@contextmanager
def workers(scheduler: str | None, count: int) -> Iterator[Client]:
    """Give the workers of a scheduler, or ``count`` processes on this computer.

    Raises WorkersError where the scheduler does not answer.
    """
    _quiet()
    if scheduler is not None:
        with _connected(scheduler) as client:
            yield client
        return
    with ExitStack() as stack:
        with ctrl_c_later():
            stack.enter_context(
                dask.config.set({"distributed.scheduler.allowed-failures": FAILURES})
            )
            client = stack.enter_context(Client(stack.enter_context(_started(count))))
        yield client


def _quiet() -> None:
    """Let Dask keep its own account of a lost connection to itself; ours is one line."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _started(count: int) -> LocalCluster:
    """Start processes on this computer; again where one of them dies before it is up."""
    for _ in range(FAILURES):
        try:
            return LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                host=HERE,
                dashboard_address=f"{HERE}:0",
                silence_logs=logging.CRITICAL,
                preload=["macros_py.district.worker_setup"],
            )
        except RuntimeError as error:
            cause = error
    message = "工作进程启动不了，请稍后再试，或用 --workers 1；读好的事实都还在"
    raise WorkersError(message) from cause


@contextmanager
def _connected(scheduler: str) -> Iterator[Client]:
    try:
        client = Client(scheduler, timeout=_PATIENCE)
    except (OSError, ValueError, TypeError) as error:
        message = f"调度器 {scheduler} 连不上，请检查地址、证书和网络；读好的事实都还在"
        raise WorkersError(message) from error
    with client:
        _refuse_strangers(client)
        yield client


def _refuse_strangers(client: Client) -> None:
    """Raise WorkersError where scheduler or a worker has not this tool: tasks would end nowhere.

    Both are asked by what every Python has. A worker that does not answer may be at work.
    """
    try:
        if client.run_on_scheduler(find_spec, _PACKAGE) is None:
            raise WorkersError(_NOT_INSTALLED.format(where="调度器上"))
        asked = {
            client.submit(
                find_spec, _PACKAGE, workers=[each], allow_other_workers=False, pure=False
            ): each
            for each in client.scheduler_info(n_workers=-1)["workers"]
        }
        with suppress(TimeoutError):
            wait(list(asked), timeout=_PATIENCE)
        for future, each in asked.items():
            if future.status == "finished" and future.result() is None:
                raise WorkersError(_NOT_INSTALLED.format(where=f"工作进程 {each} "))
        client.cancel(list(asked), force=True)
    except _GONE as error:
        raise WorkersError(_LOST) from error


def run_all(client: Client, tasks: Sequence[LedgerTask], on_done: OnDone) -> list[Done]:
    """Run every task, and return what became of each, in any order.

    Raises what `read_to_facts` raises, WorkersError where no worker is left, KeyboardInterrupt;
    then the tasks that are not done are dropped, and what is done stays.
    """
    run = secrets.token_hex(4)  # another run may have left the same ledger with the scheduler
    names = [f"ledger-{run}-{task.id}" for task in tasks]
    futures = client.map(read_to_facts, tasks, key=names)
    of_future = {future.key: task for future, task in zip(futures, tasks, strict=True)}
    ended: queue.SimpleQueue[Future[Done]] = queue.SimpleQueue()
    for future in futures:
        future.add_done_callback(ended.put)
    done: list[Done] = []
    idle = 0
    try:
        while len(done) < len(futures):
            try:
                future = ended.get(timeout=_LOOK)
            except queue.Empty:
                idle = 0 if _has_workers(client) else idle + 1
                if idle * _LOOK >= _WITHOUT_WORKERS:
                    raise WorkersError(_NOBODY) from None
                continue
            done.append(_result(future, of_future[future.key]))
            on_done(len(done), len(futures))
    finally:
        with suppress(*_GONE):  # nobody is there any more
            client.cancel(futures, force=True)
    return done


def _result(future: Future[Done], task: LedgerTask) -> Done:
    try:
        result: Done = future.result()
    except KilledWorker:
        why = "一读这本台账，工作进程就中断，可能是内存不够；请分成几个文件"
        return Done(task.id, f"{task.shown}：{why}")
    except (ImportError, RuntimeError) as error:  # of the scheduler where it cannot read the task
        raise WorkersError(_NOT_INSTALLED.format(where="调度器或工作进程上")) from error
    except _GONE as error:
        raise WorkersError(_LOST) from error
    return result


def _has_workers(client: Client) -> bool:
    """Tell whether anybody is there to read, and have our own workers started again if not.

    Raises WorkersError when the scheduler is gone.
    """
    try:
        if client.status == "running":
            there = bool(client.scheduler_info()["workers"])
            if client.cluster is not None and not there:
                client.cluster.scale(len(client.cluster.worker_spec))
            return there
    except _GONE as error:
        raise WorkersError(_LOST) from error
    raise WorkersError(_LOST)

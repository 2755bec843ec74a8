"""Ctrl+C is for the process that starts workers on this computer, never for them."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


def dask_setup(_worker: object) -> None:
    """Let go on who is in the middle of a ledger; the workers are stopped in good order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def ctrl_c_later() -> Iterator[None]:
    """Put Ctrl+C off to the end of the block; processes that it starts do not hear it at all.

    A worker that is still importing would print where it was. Signals that are blocked stay so in
    the threads and processes that are started meanwhile, and in theirs.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: pressed.append(number))
    blocks = hasattr(signal, "pthread_sigmask")  # not on Windows
    if blocks:
        resource_tracker.ensure_running()  # which unblocks Ctrl+C once it has started
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if blocks:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt

"""Timing in one run: ratios of medians, and peak memory of a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

SMALL = "--small" in sys.argv
"""Whether to run at a size that shows that a measurement runs, not how fast the work is."""


def seconds(
    work: Callable[[], object], runs: int = 5, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Return the median seconds of ``runs`` calls after one that is not counted."""
    work()
    times = []
    for _ in range(runs):
        begin = clock()
        work()
        times.append(clock() - begin)
    return median(times)


def process(*arguments: str) -> tuple[float, float]:
    """Run Python on ``arguments``; return its seconds and peak memory in MB (not on Windows).

    It keeps what it compiles, as an installed package is kept, whatever this process was told.
    """
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begin = time.perf_counter()
    child = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL, env=kept)
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    return time.perf_counter() - begin, usage.ru_maxrss / 1024


def verdict(name: str, value: float, must: float, unit: str, *, at_least: bool) -> None:
    """Print a figure beside what it must be; alone when the run is a small one."""
    if SMALL:
        print(f"{name}: {value:.2f}{unit}")
        return
    holds = value >= must if at_least else value <= must
    sign = "≥" if at_least else "≤"
    print(f"{name}: {value:.2f}{unit}  (must {sign} {must:g}{unit}) {'ok' if holds else 'NOT MET'}")

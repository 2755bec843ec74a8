"""For all tests: which of them run every time, and how many examples are searched.

Marks: ``nightly`` is for what takes long and tells little more; ``sampled(n)`` runs n of a test's
parameters every time, evenly spread, and leaves the others to the night. ``--nightly`` runs all,
``--nightly-part N`` one in N of those: the same for the same ``--nightly-turn TEXT``, such as a
commit, so that each has its turn.

How long an example takes depends on the machine, and proves nothing here. A run in CI draws the
same examples each time; anywhere else new ones are searched.
"""

import gc
import os
import signal
from collections import defaultdict
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings

from tests import office

EXAMPLES, NIGHTLY_EXAMPLES = 15, 200


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="run the long tests as well")
    parser.addoption(
        "--nightly-part", type=int, default=0, metavar="N", help="run one in N of the long tests"
    )
    parser.addoption("--nightly-turn", default="", metavar="TEXT", help="which of them")


def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile(
        "any machine",
        settings.default,
        deadline=None,
        derandomize=bool(os.environ.get("CI")),
        max_examples=NIGHTLY_EXAMPLES if config.getoption("--nightly") else EXAMPLES,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("any machine")
    # what a shell starts in the background ignores Ctrl+C, and so would whatever a test interrupts
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    _leave_to_the_night(items)
    if config.getoption("--nightly"):
        return
    part, turn = config.getoption("--nightly-part"), config.getoption("--nightly-turn")
    left = [
        item
        for item in items
        if item.get_closest_marker("nightly")
        and not (part and crc32(f"{turn}{item.nodeid}".encode()) % part == 0)
    ]
    if left:
        config.hook.pytest_deselected(items=left)
        gone = set(left)
        items[:] = [item for item in items if item not in gone]


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what is there to the end: a sixth of all CPU time."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    office.end()


def _leave_to_the_night(items: list[pytest.Item]) -> None:
    """Mark what ``sampled`` does not pick."""
    tests = defaultdict(list)
    for item in items:
        if item.get_closest_marker("sampled"):
            tests[item.nodeid.partition("[")[0]].append(item)
    for cases in tests.values():
        mark = cases[0].get_closest_marker("sampled")
        count = min(mark.args[0], len(cases)) if mark else 0
        kept = {number * len(cases) // count for number in range(count)}
        for number, item in enumerate(cases):
            if number not in kept:
                item.add_marker(pytest.mark.nightly)


@pytest.fixture(scope="session")
def nightly(pytestconfig: pytest.Config) -> bool:
    """Tell whether there is time for everything."""
    return bool(pytestconfig.getoption("--nightly"))

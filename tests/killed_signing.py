"""Signs while it is killed at one point after another: ``python -m tests.killed_signing DIR N``.

DIR holds a quarter made by ``tests.signed_quarter``. A child process is forked for each point:
the n-th time that it opens, renames, links or removes a file, every N-th of them. There it kills
itself. Then both files are looked at and the command is run again. Prints a JSON
list, one entry a point: what was killed where, and what was wrong, "" for nothing.
"""

import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from macros_py.rules.terms.errors import SignError
from macros_py.signoff.register import read_books
from macros_py.signoff.seal import read_seal
from tests.signed_quarter import HEAD, NOW, STAFF, Quarter
from workbook.sealed.book import SealedBook

EVENTS = ("open", "os.", "shutil.", "tempfile.", "fcntl.")


def killed_at_event(number: int) -> None:
    """Arm this process to die at its n-th file event."""
    left = [number]

    def hook(event: str, _: object) -> None:
        if event.startswith(EVENTS):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def survives(number: int, act: Callable[[], object]) -> bool:
    """Run ``act`` in a child that dies at its n-th file event; tell whether it came to its end."""
    child = os.fork()
    if child == 0:
        with contextlib.redirect_stderr(None):
            killed_at_event(number)
            act()
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def fault_of(quarter: Quarter, roles: list[str], rerun: Callable[[], object]) -> str:
    """Say what a kill left behind that it must not; run again and look once more."""
    for path in (quarter.evaluation, quarter.settlement):
        with zipfile.ZipFile(path) as archive:
            if archive.testzip():
                return f"{path.name} is broken"
    books = read_books(quarter.evaluation)
    before = [entry.values["角色"] for entry in books.log.entries]
    if books.log.faults() or before not in (roles[:-1], roles):
        return f"log after the kill: {before} {books.log.faults()}"
    marks = {mark.own for mark in read_seal(SealedBook.open(quarter.settlement), "").marks}
    if not marks <= {entry.own for entry in books.log.entries}:
        return "the settlement is ahead of the log"
    with contextlib.suppress(SignError):
        rerun()
    return _fault_after(quarter, roles)


def _fault_after(quarter: Quarter, roles: list[str]) -> str:
    books = read_books(quarter.evaluation)
    now = [entry.values["角色"] for entry in books.log.entries]
    if books.log.faults() or now != roles:
        return f"log after the rerun: {now}"
    seal = read_seal(SealedBook.open(quarter.settlement), "")
    if {mark.own for mark in seal.marks} != {entry.own for entry in books.log.entries}:
        return "the settlement lacks a signature after the rerun"
    row = books.row_of("第1季度")
    wanted = "已签认" if len(roles) == 2 else "草稿（待另一人签认）"
    if row is None or row.text("状态") != wanted:
        return "the register says something else"
    if len(roles) == 2 and not quarter.verify(ledger=True).intact:
        return "not intact after the rerun"
    return ""


def trials(drafted: Quarter, step: int) -> Iterator[dict[str, str]]:
    """Kill the second signature at one point after another until it survives."""
    number = 1
    while True:
        with tempfile.TemporaryDirectory() as folder:
            quarter = drafted.copy(Path(folder, "季度"))

            def act(quarter: Quarter = quarter) -> object:
                return quarter.sign(STAFF, "赵六", NOW)

            if survives(number, act):
                return
            fault = fault_of(quarter, [HEAD, STAFF], act)
        yield {"number": str(number), "fault": fault}
        number += step


def main(folder: Path, apart: int) -> None:
    """Run all trials on a copy of a quarter that one person has signed."""
    half = Quarter(folder).copy(folder.with_name("half"))
    half.sign(HEAD, "王五", NOW)
    found = list(trials(half, apart))
    shutil.rmtree(half.folder)
    sys.stdout.write(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

"""Signs while it is killed at one point after another: ``python -m tests.killed_signing FOLDER``.

FOLDER holds a quarter made by ``tests.signed_quarter``. A child process is forked for each point:
the n-th time that it opens, renames, links or removes a file. There it kills itself. Then both
files are looked at and the command is run again. Prints a JSON list, one entry a point: what was
killed where, and what was wrong, "" for nothing.
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
from dataclasses import dataclass
from pathlib import Path

from macros_py.rules.terms.errors import SignError
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.register import read_books
from tests.signed_quarter import HEAD, NOW, STAFF, Quarter

EVENTS_APART = 5
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
    """Run ``act`` in a child that is armed; tell whether it came to its end."""
    child = os.fork()
    if child == 0:
        with contextlib.redirect_stderr(None):
            killed_at_event(number)
            act()
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@dataclass(frozen=True)
class Act:
    """A command, what the log says before and after it, and the state that the quarter has then."""

    name: str
    run: Callable[[Quarter], object]
    before: tuple[str, ...]
    added: str
    state: str

    @property
    def after(self) -> tuple[str, ...]:
        return (*self.before, self.added)


ACTS = (
    Act("sign", lambda quarter: quarter.sign(STAFF, "赵六", NOW), (HEAD,), STAFF, "已签认"),
    Act("revoke", lambda quarter: quarter.revoke(), (HEAD,), "已撤销", "已撤销"),
)


def logged(quarter: Quarter) -> tuple[str, ...]:
    """What the log says, entry by entry; the kind of its first fault when it has one."""
    log = read_books(quarter.evaluation).log
    return tuple(why for _, why in log.faults()) or tuple(entry.what for entry in log.entries)


def fault_of(quarter: Quarter, act: Act) -> str:
    """Say what a kill left behind that it must not; run again and look once more."""
    for path in (quarter.evaluation, quarter.settlement):
        with zipfile.ZipFile(path) as archive:
            if archive.testzip():
                return f"{path.name} is broken"
    if logged(quarter) not in (act.before, act.after):
        return f"log after the kill: {logged(quarter)}"
    marks = {mark.digest for mark in OwnFile.read(quarter.settlement).seal.marks}
    if not marks <= set(read_books(quarter.evaluation).log.marks):
        return "the settlement is ahead of the log"
    with contextlib.suppress(SignError):
        act.run(quarter)
    return _fault_after(quarter, act)


def _fault_after(quarter: Quarter, act: Act) -> str:
    if logged(quarter) != act.after:
        return f"log after the rerun: {logged(quarter)}"
    file, books = OwnFile.read(quarter.settlement), read_books(quarter.evaluation)
    if {mark.digest for mark in file.seal.marks} != set(books.log.marks):
        return "the settlement lacks an entry of the log after the rerun"
    if books.log.entries[-1].values["文件摘要"] != file.digest:
        return "the settlement is not the file that the log tells of"
    rows = [row.text("状态") for row in books.sheets["结算台账"].rows]
    if rows != [act.state]:
        return f"the register says {rows}"
    left = [path.name for path in quarter.folder.iterdir() if path.name.startswith(".")]
    return f"left behind: {left}" if left else ""


def trials(half: Quarter, act: Act) -> Iterator[dict[str, str]]:
    """Kill a command at one point after another until it survives."""
    number = 1
    while True:
        with tempfile.TemporaryDirectory() as folder:
            quarter = half.copy(Path(folder, "季度"))
            if survives(number, lambda quarter=quarter: act.run(quarter)):
                return
            fault = fault_of(quarter, act)
        yield {"act": act.name, "number": str(number), "fault": fault}
        number += EVENTS_APART


def main(folder: Path) -> None:
    """Run all trials on a copy of a quarter that one person has signed."""
    half = Quarter(folder).copy(folder.with_name("half"))
    half.sign(HEAD, "王五", NOW)
    found = [trial for act in ACTS for trial in trials(half, act)]
    shutil.rmtree(half.folder)
    sys.stdout.write(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

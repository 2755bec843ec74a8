"""What a kill at any file event leaves: ``python -m tests.killed_signing FOLDER``.

FOLDER holds a quarter made by ``tests.signed_quarter``. ``sign`` and ``revoke`` run once each; at
every file event that Python tells of, the folder is copied as it stands: that is what a process
killed there leaves behind. Each state that differs from all before is looked at, and the command
run again on it. Prints a JSON list, one entry a state: the command, how many events it
stood for, and what was wrong, "" for nothing.
"""

import contextlib
import json
import re
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from macros_py.rules.terms.errors import SignError
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.register import read_books
from tests.signed_quarter import HEAD, NOW, STAFF, Quarter

EVENTS = ("open", "os.", "shutil.", "tempfile.", "fcntl.")
Files = dict[str, bytes]


@dataclass
class Watch:
    """The states of a folder while something runs, and for how many events each stood.

    Of what waits under a hidden name it matters that it is there, not how much is written.
    """

    folder: Path
    states: dict[frozenset[tuple[str, bytes]], Files] = field(default_factory=dict)
    times: Counter[frozenset[tuple[str, bytes]]] = field(default_factory=Counter)
    looking: bool = False

    def hook(self, event: str, _: object) -> None:
        """Take the folder down; what this itself opens is no event."""
        if self.looking or not event.startswith(EVENTS):
            return
        self.looking = True
        files = {path.name: path.read_bytes() for path in self.folder.iterdir() if path.is_file()}
        key = frozenset(
            (re.sub("[0-9a-f]{12}", "", name), b"") if name.startswith(".") else (name, content)
            for name, content in files.items()
        )
        self.states[key] = files
        self.times[key] += 1
        self.looking = False


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
    marks = {mark.value for mark in OwnFile.read(quarter.settlement).seal.marks}
    if not marks <= set(read_books(quarter.evaluation).log.marks):
        return "the settlement is ahead of the log"
    with contextlib.suppress(SignError):
        act.run(quarter)
    return _fault_after(quarter, act)


def _fault_after(quarter: Quarter, act: Act) -> str:
    if logged(quarter) != act.after:
        return f"log after the rerun: {logged(quarter)}"
    file, books = OwnFile.read(quarter.settlement), read_books(quarter.evaluation)
    if {mark.value for mark in file.seal.marks} != set(books.log.marks):
        return "the settlement lacks an entry of the log after the rerun"
    if books.log.entries[-1].values["文件摘要"] != file.digest:
        return "the settlement is not the file that the log tells of"
    rows = [row.text("状态") for row in books.sheets["结算台账"].rows]
    if rows != [act.state]:
        return f"the register says {rows}"
    left = [path.name for path in quarter.folder.iterdir() if path.name.startswith(".")]
    return f"left behind: {left}" if left else ""


def trials(half: Quarter, act: Act) -> Iterator[dict[str, str]]:
    """Run a command once, watched; then look at each state that it passed through."""
    with tempfile.TemporaryDirectory() as place:
        quarter = half.copy(Path(place, "季度"))
        watch = Watch(quarter.folder)
        sys.addaudithook(watch.hook)
        act.run(quarter)
        watch.looking = True
    for key, files in watch.states.items():
        with tempfile.TemporaryDirectory() as place:
            quarter = Quarter(Path(place, "季度"))
            quarter.folder.mkdir()
            for name, content in files.items():
                (quarter.folder / name).write_bytes(content)
            fault = fault_of(quarter, act)
        yield {"act": act.name, "events": str(watch.times[key]), "fault": fault}


def main(folder: Path) -> None:
    """Run all trials on a copy of a quarter that one person has signed."""
    with tempfile.TemporaryDirectory() as place:
        half = Quarter(folder).copy(Path(place, "half"))
        half.sign(HEAD, "王五", NOW)
        found = [trial for act in ACTS for trial in trials(half, act)]
    sys.stdout.write(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

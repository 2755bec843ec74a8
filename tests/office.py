"""LibreOffice for tests: recalculates, opens and prints what the tool wrote.

To start it costs ten times a conversion: one stays open to the end of the tests, and each
command hands its work to it.
"""

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
REASON = "LibreOffice (soffice) is not installed"
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>"""

PDFTOTEXT = shutil.which("pdftotext")
needs_poppler = pytest.mark.skipif(PDFTOTEXT is None, reason="no pdftotext (poppler-utils)")
"""Marks a test that reads a PDF's text; skipped where poppler is missing."""

needs_office = pytest.mark.skipif(SOFFICE is None, reason=REASON)
"""Marks a test that runs LibreOffice; skipped where it is missing."""


class _OpenOffice:
    """A LibreOffice with a profile of its own, so that runs side by side do not meet."""

    def __init__(self, program: str) -> None:
        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, "utf-8")
        self.command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
        self.command.append("--norestore")
        self.environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        self.told = folder / "told"
        held = folder / "held.txt"
        held.touch()  # with no document open it would end after the first conversion
        with self.told.open("wb") as told:
            self.process = subprocess.Popen(
                [*self.command, str(held)], stdout=told, stderr=told, env=self.environment
            )
        while not (folder / f".~lock.{held.name}#").exists() and self.runs():
            time.sleep(0.02)

    def runs(self) -> bool:
        return self.process.poll() is None

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()
        self._folder.cleanup()


_open: list[_OpenOffice] = []
_opening = threading.Lock()


def _opened(program: str) -> _OpenOffice:
    with _opening:
        if _open and not _open[0].runs():
            _open.pop().end()
        if not _open:
            _open.append(_OpenOffice(program))
        return _open[0]


def end() -> None:
    """End the LibreOffice that stays open for ``convert``, if there is one."""
    while _open:
        _open.pop().end()


def convert(files: Sequence[Path], kind: str, out: Path) -> list[Path]:
    """Convert a batch of files to ``kind`` (``xlsx``, ``pdf``, ``csv``).

    Every formula is recalculated on loading, whatever value is stored beside it. Returns the files
    made in ``out``, in order; fails the test when one is missing.

    ``xls`` is saved in a third of the time of ``xlsx``, but has 0 where a formula that may give a
    number gives a text: look at a sheet's own check as well.
    """
    if SOFFICE is None:
        pytest.skip(REASON)
    out.mkdir(parents=True, exist_ok=True)
    office = _opened(SOFFICE)
    command = [*office.command, "--convert-to", kind, "--outdir", str(out), *map(str, files)]
    done = subprocess.run(
        command, capture_output=True, text=True, env=office.environment, check=False
    )
    made = [out / f"{file.stem}.{kind.partition(':')[0]}" for file in files]
    missing = [path.name for path in made if not path.is_file()]
    said = f"{done.stdout} {done.stderr} {office.told.read_text('utf-8', 'replace')}"
    assert not missing, f"LibreOffice made no {missing}: {said}"
    return made


def page_texts(pdf: Path) -> list[str]:
    """Return the text of every page, without the breaks that the printed lines have."""
    done = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, check=True)
    return ["".join(page.split()) for page in done.stdout.decode().split("\f")[:-1]]


def page_text(pdf: Path, page: int) -> str:
    """Return the text of one page, from 1."""
    return page_texts(pdf)[page - 1]


def pages_of(pdf: Path) -> list[str]:
    """Return the text of every page, line by line as printed."""
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]

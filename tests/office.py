"""LibreOffice for tests: recalculates, opens and prints what the tool wrote."""

import os
import shutil
import subprocess
import tempfile
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


def convert(files: Sequence[Path], kind: str, out: Path) -> list[Path]:
    """Convert a batch of files to ``kind`` (``xlsx``, ``pdf``, ``csv``) in one run.

    Every run has a profile of its own, so that runs side by side do not meet. Every formula is
    recalculated on loading, whatever value is stored beside it. Returns the files made in ``out``,
    in order; fails the test when one is missing.

    ``xls`` is saved in a third of the time of ``xlsx``, but has 0 where a formula that may give a
    number gives a text: look at a sheet's own check as well.
    """
    if SOFFICE is None:
        pytest.skip(REASON)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        user = Path(profile, "user")
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, "utf-8")
        command = [SOFFICE, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless"]
        command += ["--norestore", "--convert-to", kind, "--outdir", str(out), *map(str, files)]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            check=False,
        )
    made = [out / f"{file.stem}.{kind.partition(':')[0]}" for file in files]
    missing = [path.name for path in made if not path.is_file()]
    assert not missing, f"LibreOffice made no {missing}: {done.stdout} {done.stderr}"
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

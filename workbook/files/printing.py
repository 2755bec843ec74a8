"""A workbook as PDF: through LibreOffice where it is installed, else through Excel on Windows."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from workbook.files.atomic import write_bytes
from workbook.values.refusals import WorkbookError

SECONDS = 180
MISSING = "未找到 LibreOffice，无法生成 PDF；可安装 LibreOffice，或在 Excel 中另存为 PDF"


class OfficeError(WorkbookError):
    """Neither LibreOffice nor Excel here, or it did not make the PDF."""


def find_office() -> str | None:
    """Return the path of LibreOffice's program, None when it is not installed.

    The current folder is not searched: it may be one that somebody sent.
    """
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    names = ("soffice", "libreoffice")
    if sys.platform == "win32":
        roots = map(os.environ.get, ("PROGRAMFILES", "PROGRAMFILES(X86)"))
        folders += [Path(root, "LibreOffice", "program") for root in roots if root]
        names = ("soffice.exe",)
    for program in (folder / name for name in names for folder in folders if folder.is_absolute()):
        if program.is_file() and os.access(program, os.X_OK):
            return str(program)
    return None


def to_pdf(workbook: Path, pdf: Path) -> None:
    """Print a workbook to ``pdf``; raises OfficeError saying what to install or what went wrong.

    What stands at ``pdf`` is replaced only by a whole PDF.
    """
    office = find_office()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        printed = here / f"{workbook.stem}.pdf"
        if office is not None:
            _run(_libreoffice(office, workbook, here), workbook, "LibreOffice", here)
        elif sys.platform == "win32":
            _run(_excel(workbook, printed), workbook, "Excel", here)
        else:
            raise OfficeError(MISSING)
        if not printed.is_file():
            raise OfficeError(_failed(workbook, "LibreOffice" if office else "Excel"))
        write_bytes(pdf, printed.read_bytes())


def _libreoffice(office: str, workbook: Path, folder: Path) -> Sequence[str]:
    """Give LibreOffice a profile of its own, so that an open one does not take the work over."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    kind = ["--convert-to", "pdf", "--outdir", str(folder)]
    return [office, profile, "--headless", "--norestore", *kind, str(workbook.resolve())]


def _excel(workbook: Path, pdf: Path) -> Sequence[str]:
    """Give the script that has Excel print: isolated, so that nothing beside the file is run."""
    script = Path(__file__).resolve().parents[1] / "live" / "printing.py"
    return [sys.executable, "-I", str(script), str(workbook.resolve()), str(pdf)]


def _run(command: Sequence[str], workbook: Path, program: str, folder: Path) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS, cwd=folder)  # noqa: S603
    except (subprocess.SubprocessError, OSError) as error:
        raise OfficeError(_failed(workbook, program)) from error


def _failed(workbook: Path, program: str) -> str:
    return f"{workbook.name}：{program} 未能生成 PDF；请在 LibreOffice 或 Excel 中打开后另存为 PDF"

"""A workbook as PDF: through LibreOffice where it is installed, else through Excel on Windows."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from workbook.files.atomic import write_bytes
from workbook.values.refusals import WorkbookError

SECONDS = 180
MISSING = "未找到 LibreOffice，无法生成 PDF；可安装 LibreOffice，或在 Excel 中另存为 PDF"


class OfficeError(WorkbookError):
    """Neither LibreOffice nor Excel here, or it did not make the PDF."""


def find_office() -> str | None:
    """Return the path of LibreOffice's program, None when it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None and sys.platform == "win32":
        for root in ("PROGRAMFILES", "PROGRAMFILES(X86)"):
            program = Path(os.environ.get(root, ""), "LibreOffice", "program", "soffice.exe")
            if program.is_file():
                return str(program)
    return found


def to_pdf(workbook: Path, pdf: Path) -> None:
    """Print a workbook to ``pdf``; raises OfficeError saying what to install or what went wrong.

    What stands at ``pdf`` is replaced only by a whole PDF.
    """
    office = find_office()
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder, f"{workbook.stem}.pdf")
        if office is not None:
            _run(_libreoffice(office, workbook, Path(folder)), workbook, "LibreOffice")
        elif sys.platform == "win32":
            _run(_excel(workbook, printed), workbook, "Excel", _where_we_are())
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
    return [sys.executable, "-m", "workbook.live.printing", str(workbook.resolve()), str(pdf)]


def _where_we_are() -> Mapping[str, str]:
    """Let the other process find this package, installed or not."""
    path = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))}


def _run(
    command: Sequence[str], workbook: Path, program: str, env: Mapping[str, str] | None = None
) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS, env=env)  # noqa: S603
    except (subprocess.SubprocessError, OSError) as error:
        raise OfficeError(_failed(workbook, program)) from error


def _failed(workbook: Path, program: str) -> str:
    return f"{workbook.name}：{program} 未能生成 PDF；请在 LibreOffice 或 Excel 中打开后另存为 PDF"

"""LibreOffice, where it is installed: a workbook as PDF."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from workbook.atomic import write_bytes
from workbook.errors import WorkbookError

SECONDS = 180


class OfficeError(WorkbookError):
    """No LibreOffice here, or it did not make the PDF."""


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
    """Print a workbook to ``pdf``; raises OfficeError saying what to install or what went wrong."""
    office = find_office()
    if office is None:
        message = "未找到 LibreOffice，无法生成 PDF；可安装 LibreOffice，或在 Excel 中另存为 PDF"
        raise OfficeError(message)
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder, "profile").as_uri()
        command = [office, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
        command += ["--convert-to", "pdf", "--outdir", folder, str(workbook.resolve())]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603
            content = Path(folder, f"{workbook.stem}.pdf").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            message = f"{workbook.name}：LibreOffice 未能生成 PDF"
            raise OfficeError(message) from error
    write_bytes(pdf, content)

"""The embeddable Python that a kit carries: python.org's own file, as it came."""

import hashlib
import re
import zipfile
from pathlib import Path

from addin.build.errors import KitError
from workbook.files.atomic import why

_NAME = re.compile(r"python-(3\.\d+)\.\d+-embed-amd64\.zip")


def checked_zip(path: Path, digest: str = "") -> tuple[str, str]:
    """Give its Python version ("3.12") and its SHA-256.

    Raises KitError for a file that is no whole embeddable package for 64-bit Windows, or that has
    another digest than the one given.
    """
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise KitError(
            f"{path.name}：应为 python.org 的 python-3.x.y-embed-amd64.zip，文件名不要改"
        )
    tag = match[1].replace(".", "")
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            spoilt = archive.testzip()
    except OSError as error:
        raise KitError(f"{path.name}：{why(error, '没有这个文件')}") from error
    except zipfile.BadZipFile as error:
        raise KitError(f"{path.name}：不是完整的压缩包，请重新下载") from error
    missing = {"python.exe", "pythonw.exe", f"python{tag}.dll", f"python{tag}._pth"} - names
    if spoilt or missing:
        raise KitError(f"{path.name}：不完整（{spoilt or '、'.join(sorted(missing))}），请重新下载")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest and found != digest.strip().lower():
        raise KitError(f"{path.name}：SHA-256 是 {found}，与给出的不同，请重新下载")
    return match[1], found

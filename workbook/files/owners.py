"""Who has a file open: what lock files of other programs say, and what this tool writes."""

import csv
import getpass
import platform
from contextlib import suppress
from pathlib import Path

from workbook.values.text import visible

_EXCEL_BYTES, _EXCEL_NAME = 165, 55
"""A lock file of Excel: its size, and where the number of letters of the name stands."""

_LONGEST = 60


def this_user() -> str:
    """Name who runs this and on which PC: ``张三@PC-01``."""
    user = ""
    with suppress(OSError, KeyError, ImportError):  # a system that does not know its user
        user = getpass.getuser()
    return "@".join(filter(None, (user, platform.node())))


def owner_of(lock: Path) -> str:
    """Name who made a lock file of Excel or LibreOffice; "" where it does not say."""
    try:
        raw = lock.read_bytes()
    except OSError:
        return ""
    if lock.name.startswith("~$"):
        return _shown(_excel(raw))
    if lock.name.startswith(".~lock."):
        return _shown(_libreoffice(raw.decode("utf-8", "replace")))
    return ""


def _excel(raw: bytes) -> str:
    if len(raw) != _EXCEL_BYTES:
        return ""
    start = _EXCEL_NAME + 2
    letters = int.from_bytes(raw[_EXCEL_NAME:start], "little")
    return raw[start : start + 2 * letters].decode("utf-16-le", "replace")


def _libreoffice(text: str) -> str:
    """Its own name for the person, else the system's, and the PC."""
    fields = next(csv.reader([text], escapechar="\\"), [])
    name, user, host = (*fields, "", "", "")[:3]
    return "@".join(filter(None, (name or user, host)))


def _shown(name: str) -> str:
    return visible(name.strip())[:_LONGEST]

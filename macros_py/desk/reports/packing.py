"""Office packages whose bytes depend on what they hold only."""

import io
import re
import zipfile
import zlib
from datetime import datetime

from workbook.values.maker import MAKER

CORE = "docProps/core.xml"
_MADE = re.compile(rb"creator\b[^>]*>%s<" % MAKER.encode())
_STAMP = re.compile(rb"(?<=W3CDTF\">)[^<]+")


def is_ours(package: bytes) -> bool:
    """Tell whether a package says that this tool made it."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as parts:
            return _MADE.search(parts.read(CORE)) is not None
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError):
        return False


def foreign(name: str) -> str:
    """Say why a file that somebody else made, or that is something else, is not replaced."""
    return f"{name}：文件已存在，而且不是本工具生成的同类文件，不覆盖；请改名或移走后重试"


def packed(package: bytes, as_of: datetime) -> bytes:
    """Return the same package with ``as_of`` for every time in it."""
    stamp = as_of.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == CORE:
                data = _STAMP.sub(stamp, data)
            info = zipfile.ZipInfo(part.filename, as_of.timetuple()[:6])
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(info, data)
    return out.getvalue()

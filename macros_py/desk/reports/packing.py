"""Office packages whose bytes depend on what they hold only."""

import io
import re
import zipfile
from datetime import datetime

CORE = "docProps/core.xml"
_STAMP = re.compile(rb"(?<=W3CDTF\">)[^<]+")


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

"""xlwings' wheels without ``xlwings.pro``: that folder has a licence of its own and is not used."""

import base64
import hashlib
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PRO = "xlwings/pro/"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def leave_out_pro(wheel: Path) -> None:
    """Rewrite a wheel without the folder, its RECORD included; the same wheel gives the same."""
    with ZipFile(wheel) as archive:
        kept = [name for name in archive.namelist() if not name.startswith(PRO)]
        content = {name: archive.read(name) for name in kept if not name.endswith("/")}
    record = next(name for name in content if name.endswith(".dist-info/RECORD"))
    lines = [_line(name, data) for name, data in content.items() if name != record]
    content[record] = "\n".join([*lines, f"{record},,", ""]).encode()
    with ZipFile(wheel, "w", ZIP_DEFLATED) as archive:
        for name, data in content.items():
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)


def _line(name: str, data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}"

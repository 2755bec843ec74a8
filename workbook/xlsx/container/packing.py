"""A package made of its parts: the same parts give the same bytes."""

import io
import zipfile
from collections.abc import Mapping

_FIRST = "[Content_Types].xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def packed(parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a package of ``parts``: content types first, the others by name, no times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(parts, key=lambda part: (part != _FIRST, part)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = compression
            entry.create_system = 0
            archive.writestr(entry, parts[name])
    return out.getvalue()

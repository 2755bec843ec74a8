"""Whether a PDF shows what a fresh print shows and was given nothing since but signatures."""

import io
from typing import Any

_ADDED = {"/AcroForm", "/Annots", "/Version", "/Extensions"}
"""What signing adds to objects that were printed."""


def only_signatures_added(printed: bytes, pdf: bytes) -> bool:
    """Compare object by object; only the dates of the print may differ.

    A PDF that another program printed, or that cannot be read, is not the same.
    """
    from pyhanko.pdf_utils.misc import PdfReadError  # noqa: PLC0415  an extra
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415

    try:
        readers: list[Any] = [PdfFileReader(io.BytesIO(content)) for content in (printed, pdf)]
        fresh, found = readers
        return fresh.root_ref == found.root_ref and all(
            _same(fresh.get_object(reference), found.get_object(reference))
            for reference in fresh.xrefs.explicit_refs_in_revision(0)
            if reference != _info(fresh)
        )
    except (PdfReadError, KeyError, ValueError, TypeError, AttributeError):
        return False


def _info(reader: Any) -> object:
    """Return where a PDF says who printed it and when; that is on no page."""
    info = reader.trailer_view.raw_get("/Info")
    return info.reference if hasattr(info, "reference") else None


def _same(printed: Any, found: Any) -> bool:
    from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject  # noqa: PLC0415

    if not isinstance(printed, DictionaryObject):
        return bool(printed == found)
    if not isinstance(found, DictionaryObject):
        return False
    if isinstance(printed, StreamObject):
        streams = isinstance(found, StreamObject) and printed.encoded_data == found.encoded_data
        return streams and _bare(printed) == _bare(found)
    added = {key: found[key] for key in found if key not in printed and key in _ADDED}
    rest = {key: value for key, value in _bare(found).items() if key not in added}
    return rest == _bare(printed) and all(_signs(key, value) for key, value in added.items())


def _bare(dictionary: Any) -> dict[str, object]:
    return {key: dictionary.raw_get(key) for key in dictionary if key != "/DocChecksum"}


def _signs(key: str, value: Any) -> bool:
    """Tell whether what was added is a list of signatures, none of which shows anything."""
    if key == "/AcroForm":
        return set(value) <= {"/Fields", "/SigFlags"} and all(map(_unseen, value["/Fields"]))
    return key != "/Annots" or all(map(_unseen, value))


def _unseen(widget: Any) -> bool:
    one = widget.get_object() if hasattr(widget, "get_object") else widget
    left, bottom, right, top = (float(side) for side in one["/Rect"])
    return one["/FT"] == "/Sig" and (left, bottom) == (right, top) and "/AP" not in one

"""Headers of columns as they are compared, in every kind of sheet."""

import unicodedata
from functools import lru_cache

SEARCHED_ROWS = 20
"""A header row stands among the first of a sheet (rules 2)."""


@lru_cache(maxsize=1024, typed=True)
def normalised(header: object) -> str:
    """Give a header as it is compared: NFKC, letters and digits only, no trailing 必填."""
    if header is None or header == "":
        return ""
    text = unicodedata.normalize("NFKC", str(header)).casefold()
    if not text.isalnum():
        text = "".join(c for c in text if c.isalnum())
    return text.removesuffix("必填") or text

"""Start tags as bytes: their attributes, the style a cell names."""

import re

_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")

PLAIN = -1
"""The base style of a cell that is there and has none: blank, it still stays."""


def attributes(tag: bytes) -> dict[str, str]:
    """Return the attributes of a start tag whose values need no decoding."""
    return {
        found[1].decode(): (found[2] or found[3] or b"").decode()
        for found in _ATTRIBUTE.finditer(tag)
    }


def style_of(tag: bytes) -> int:
    """Return the style that a cell's start tag names, 0 when it names none."""
    found = _STYLE.search(tag)
    return int(found[1]) if found else 0

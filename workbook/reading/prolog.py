"""The head of an XML part: a DOCTYPE there can define entities that explode or read files."""

import itertools
import re
from collections.abc import Iterator

from workbook.values.refusals import DamagedError, UnsafeFileError

_PROLOG = re.compile(
    rb"\s*(?:(?:<\?.*?\?>|<!--.*?-->)\s*)*(?:(?P<doctype><!)|(?P<root><[^?!]))", re.DOTALL
)
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_KNOWN = frozenset({b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1"})
_LONGEST = 1 << 16


def check_prolog(blocks: Iterator[bytes], where: str) -> Iterator[bytes]:
    """Pass the part's blocks on after its head was looked at; ``where`` is for the refusal.

    Raises UnsafeFileError for a DOCTYPE, DamagedError for what is no XML in a known encoding.
    """
    taken: list[bytes] = []
    size = 0
    for block in blocks:
        taken.append(block)
        size += len(block)
        if size >= _LONGEST:
            break
    head = b"".join(taken)
    text = _as_utf8(head[:_LONGEST])
    found = _PROLOG.match(text)
    encoding = _ENCODING.search(text)
    if found is None or (encoding and encoding[1].lower() not in _KNOWN):
        raise DamagedError(f"{where} 不是可读的 XML，文件已损坏")
    if found["doctype"]:
        raise UnsafeFileError(f"{where} 含有 XML 实体定义（DOCTYPE），可能有害，未读取")
    return itertools.chain([head], blocks)


def _as_utf8(head: bytes) -> bytes:
    """Give the head in UTF-8, whether its UTF-16 says so by a mark or not."""
    for mark, plain, encoding in (
        (b"\xff\xfe", b"<\0", "utf-16-le"),
        (b"\xfe\xff", b"\0<", "utf-16-be"),
    ):
        if head.startswith((mark, plain)):
            return head.removeprefix(mark).decode(encoding, "replace").encode()
    return head.removeprefix(b"\xef\xbb\xbf")

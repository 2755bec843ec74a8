"""What names a piece, a row and a cell of a document, for anchors and for people."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from macros_py.desk.reports.blocks import Column, Kind, Row, Table

_ALIKE = re.compile(r"#\d+-[0-9a-f]{8}$")


def excerpt(text: str) -> str:
    """Return the beginning of a text, by which people find it."""
    line = text.partition("\n")[0]
    return f"“{line[:12]}…”" if len(line) > 12 else f"“{line}”"


def cell_key(table: str, row: str, column: str) -> str:
    """Return a cell's key; that of a header cell has no row."""
    return "|".join((table, *(part.replace("|", "¦") for part in (row, column))))


def titles_of(columns: Sequence[Column]) -> list[str]:
    """Return the titles of columns, no two alike: a category may be called as another column."""
    seen: Counter[str] = Counter()
    return [_numbered(column.title, seen) for column in columns]


def _numbered(name: str, seen: Counter[str]) -> str:
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}#{seen[name]}"


def row_keys(table: Table) -> Iterator[str]:
    """Yield a key for every row.

    Rows that share a key cannot be told apart: theirs hold while all of them say the same in the
    same order, and else are others, so that words are set aside rather than moved to a wrong row.
    """
    alike: dict[str, list[Row]] = {}
    for row in table.rows:
        alike.setdefault(row.key, []).append(row)
    texts = [i for i, column in enumerate(table.columns) if column.kind is Kind.TEXT]
    for row in table.rows:
        those = alike[row.key]
        if len(those) == 1 and row.key:
            yield row.key
            continue
        said = repr([[str(each.cells[i]) for i in texts] for each in those])
        mark = hashlib.blake2b(said.encode(), digest_size=4).hexdigest()
        number = next(n for n, each in enumerate(those, 1) if each is row)
        yield f"{row.key}#{number}-{mark}"


def cell_name(key: str) -> str:
    """Return a cell's key as people read it.

    >>> cell_name("places|东白塔村|原因")
    '东白塔村 原因'
    """
    parts = (_ALIKE.sub("", part) for part in key.split("|")[1:])
    return " ".join(part for part in parts if part)

"""What stands before a sheet's rows: dimension, column widths, how it opens."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from workbook.values.addresses import MAX_COLUMN, Area, column_number
from workbook.xlsx.patching.column import Column
from workbook.xlsx.patching.opening_view import OpeningView
from workbook.xlsx.patching.written_cells import Region
from workbook.xlsx.xml_spans import Node, Splices, attribute_cut

_PLACE = re.compile(rb"""<(?:[\w.-]+:)?c\s(?:[^<>]*\s)?r=["']([A-Za-z]{1,3})\d""")
_NARROW, _TIME_WIDTH, _TEXT_WIDTH = 9, 17, 18
_SAMPLE = 512
_DEFAULT_WIDTH = 'width="9.140625"'
_LEVEL = ' outlineLevel="1"'


def column_styles(root: Node) -> dict[int, int]:
    """Return the default style of each column that has one."""
    listed = root.find("cols")
    styles: dict[int, int] = {}
    for node in listed.findall("col") if listed else []:
        style = int(node.attributes.get("style", "0"))
        first, last = int(node.attributes["min"]), int(node.attributes["max"])
        if style:
            styles |= dict.fromkeys(range(first, min(last, MAX_COLUMN) + 1), style)
    return styles


def with_columns(
    data: bytes, root: Node, region: Region, rows: bytes, overview: OpeningView | None
) -> bytes:
    """Return the part up to the rows: ``dimension``, widths for columns new to the sheet.

    ``overview`` is how the sheet opens, where the column that it shows is new.

    ``rows`` is how the rows begin; they tell the columns in use where no dimension does.
    """
    cuts = Splices(data)
    known = _enlarge_dimension(cuts, root, region.area())
    right = known.right if known else _last_column(root, rows)
    if right:
        new = {c.index: _width(c) for c in region.columns if c.index > right and len(c.values)}
        grouped = range(0)
        if overview and overview.shown in new:
            overview.freeze(cuts, root)
            grouped = overview.grouped(cuts, root)
        _add_widths(cuts, root, new, grouped)
    return cuts.done()


def with_cells(data: bytes, root: Node, written: Area | None) -> bytes:
    """Return the part up to the rows with a dimension that holds what is written."""
    cuts = Splices(data)
    _enlarge_dimension(cuts, root, written)
    return cuts.done()


def _enlarge_dimension(cuts: Splices, root: Node, written: Area | None) -> Area | None:
    """Return the dimension as it was."""
    dimension = root.find("dimension")
    known = Area.parse(dimension.attributes.get("ref", "")) if dimension else None
    if dimension and known and written and known.union(written) != known:
        cuts.attribute(dimension, "ref", str(known.union(written)))
    return known


def _last_column(root: Node, rows: bytes) -> int:
    """Return the last column with a cell in the first rows or with a width; 0 if unsure."""
    listed = root.find("cols")
    ends = [int(node.attributes["max"]) for node in listed.findall("col")] if listed else []
    whole = rows[: rows.rfind(b"</")]
    last = max(map(column_number, {name.decode() for name in _PLACE.findall(whole)}), default=0)
    return max([last, *ends]) if last else 0


def _add_widths(cuts: Splices, root: Node, new: Mapping[int, int], grouped: range) -> None:
    """Give columns new to the sheet a width, and the grouped ones an outline level."""
    listed = root.find("cols")
    nodes = listed.findall("col") if listed else []
    spans = [(int(n.attributes["min"]), int(n.attributes["max"]), n) for n in nodes]
    made: dict[int, bytes] = {}
    for index in sorted({*new, *grouped}):
        if any(first <= index <= last for first, last, _ in spans):
            continue
        at = next((n.start for first, _, n in spans if first > index), -1)
        width = f'width="{new[index]}" customWidth="1"' if index in new else _DEFAULT_WIDTH
        level = _LEVEL if index in grouped else ""
        text = f'<{root.prefix}col min="{index}" max="{index}" {width}{level}/>'
        made[at] = made.get(at, b"") + text.encode()
    for first, last, node in spans:
        if grouped and first <= grouped[-1] and last >= grouped[0]:
            before = made.pop(node.start, b"")
            cuts.replace(node.start, node.end, before + _split(cuts.data, node, grouped))
    for at, columns in made.items():
        if at >= 0:
            cuts.replace(at, at, columns)
        elif listed:
            cuts.append(listed, columns)
        else:
            tag = f"{root.prefix}cols".encode()
            end = len(cuts.data)
            cuts.replace(end, end, b"<%b>%b</%b>" % (tag, columns, tag))


def _split(data: bytes, node: Node, grouped: range) -> bytes:
    """Return a ``col`` with an outline level where its columns are grouped."""
    first, last = int(node.attributes["min"]), int(node.attributes["max"])
    inside = max(first, grouped[0]), min(last, grouped[-1])
    pieces = [(first, inside[0] - 1, ""), (*inside, "1"), (inside[1] + 1, last, "")]
    found = []
    for left, right, level in pieces:
        tag = data[node.start : node.end]
        for name, value in (("min", str(left)), ("max", str(right)), ("outlineLevel", level)):
            if value:
                start, end, text = attribute_cut(tag[: node.inner - node.start], name, value)
                tag = tag[:start] + text + tag[end:]
        found.append(tag if left <= right else b"")
    return b"".join(found)


def _width(column: Column) -> int:
    """In characters: room for the header, for short texts, and for a time of day beside a date."""
    head, *sample = (column.values[at] for at in range(min(len(column.values), _SAMPLE)))
    wide = _wide(head) if isinstance(head, str) else 0
    texts = max((_wide(value) for value in sample if isinstance(value, str)), default=0)
    code = column.code or ""
    dated = any(isinstance(value, date) for value in sample) or "y" in code.lower()
    least = max(_TIME_WIDTH, len(code) + 1) if dated else _NARROW
    return min(max(wide + 2, least, min(texts + 2, _TEXT_WIDTH)), 60)


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

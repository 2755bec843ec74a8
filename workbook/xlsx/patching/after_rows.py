"""What stands behind a sheet's rows: filter, merges, highlights, ranges that cover the last row."""

from collections.abc import Callable, Iterator, Mapping

from workbook.values.addresses import Area, letters
from workbook.values.refusals import CellError
from workbook.xlsx.patching.edits import RowsEdit
from workbook.xlsx.patching.highlights import replace_highlights
from workbook.xlsx.patching.styles import Styles
from workbook.xlsx.patching.written_cells import Region
from workbook.xlsx.xml_spans import Node, Splices, parse

_LOOKS = {"conditionalFormatting", "ignoredError", "protectedRange"}
_MENTIONED = (b"sqref", b"autoFilter", b"mergeCell")


def beside_columns(
    data: bytes,
    opening: bytes,
    region: Region,
    fresh: Region,
    highlights: Mapping[int, Mapping[str, str]] | None,
    styles: Styles,
) -> tuple[bytes, list[Area]]:
    """Return the part after the rows, and the merged areas that it lists.

    ``opening`` is the root's start tag, to parse it with; a filter grows over ``fresh`` columns.
    """
    if highlights is None and b"autoFilter" not in data and b"mergeCell" not in data:
        return data, []
    whole = opening + data
    root = parse(whole, depth=4)
    cuts = Splices(whole)
    grow_filter(cuts, root, fresh.headed)
    if highlights is not None:
        replace_highlights(cuts, root, region, highlights, styles)
    return cuts.done()[len(opening) :], _merges(root)


def grow_filter(cuts: Splices, root: Node, grow: Callable[[Area], Area]) -> None:
    """Let ``grow`` enlarge the filter of a sheet or table, where it has one."""
    listed = root.find("autoFilter")
    area = Area.parse(listed.attributes.get("ref", "")) if listed else None
    if listed and area and grow(area) != area:
        cuts.attribute(listed, "ref", str(grow(area)))


def _merges(root: Node) -> list[Area]:
    listed = root.find("mergeCells")
    found = [Area.parse(n.attributes.get("ref", "")) for n in (listed.children if listed else [])]
    return [area for area in found if area is not None]


def below_rows(data: bytes, opening: bytes, edit: RowsEdit) -> bytes:
    """Return the part after the rows with its ranges down to the new last row.

    ``opening`` is the root's start tag, to parse it with. Raises CellError for a cell that was
    written but is covered by a merged one.
    """
    if not any(word in data for word in _MENTIONED):
        return data
    whole = opening + data
    root = parse(whole)
    _refuse_covered(root, edit)
    if not edit.added:
        return data
    cuts = Splices(whole)
    grow_filter(cuts, root, edit.filtering)
    rules: list[Node] = []
    for node in _below(root):
        if node.local == "dataValidation":
            rules.append(node)
        elif node.local in _LOOKS:
            _lower(cuts, node, edit, [])
    taken = [area for rule in rules for area in _areas(_ranges(whole, rule)[2])]
    for rule in rules:
        _lower(cuts, rule, edit, taken)
    return cuts.done()[len(opening) :]


def _below(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _below(child)


def _areas(text: str) -> list[Area]:
    return [area for area in map(Area.parse, text.split()) if area is not None]


def _ranges(data: bytes, node: Node) -> tuple[int, int, str]:
    """Where a node's ranges stand when that is an element of its own, and what they are."""
    for child in node.children:
        if child.local == "sqref":
            return child.inner, child.close, data[child.inner : child.close].decode()
    return 0, 0, node.attributes.get("sqref", "")


def _lower(cuts: Splices, node: Node, edit: RowsEdit, taken: list[Area]) -> None:
    """Let the ranges of a node cover the new rows, where no other range of ``taken`` does."""
    start, end, text = _ranges(cuts.data, node)
    made = []
    for word in text.split():
        area = Area.parse(word)
        grown = edit.covering(area) if area else None
        if area is None or grown is None or grown == area:
            made.append(word)
            continue
        more = Area(area.left, area.bottom + 1, area.right, grown.bottom)
        made.append(word if any(map(more.meets, taken)) else str(grown))
    new = " ".join(made)
    if new == text:
        return
    if end:
        cuts.replace(start, end, new.encode())
    else:
        cuts.attribute(node, "sqref", new)


def _refuse_covered(root: Node, edit: RowsEdit) -> None:
    """Raise CellError for a merged area that hides what was written."""
    for area in _merges(root):
        hidden = (
            (row, column)
            for row, columns in edit.wanted.items()
            if area.top <= row <= area.bottom
            for column in columns
            if area.left <= column <= area.right
        )
        row, column = next((at for at in hidden if at != (area.top, area.left)), (0, 0))
        if row:
            why = f"这个单元格在合并区域 {area} 里，填了也看不见，未写入；请先取消合并"
            raise CellError(f"{letters(column)}{row}：{why}")

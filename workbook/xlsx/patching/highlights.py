"""Cells that stand out by what they say: conditional formats with a mark of this tool's own."""

import re
from collections.abc import Mapping

from workbook.values.addresses import letters
from workbook.xlsx.markup import escape, unescape
from workbook.xlsx.patching.styles import Styles
from workbook.xlsx.patching.written_cells import Region
from workbook.xlsx.xml_spans import Node, Splices

_AFTER_DATA = (
    "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
)  # fmt: skip
MARK = 'N("jsjb")=0'
_EXTENSION_PRIORITY = re.compile(rb"""cfRule\b[^<>]*?\spriority\s*=\s*["'](\d{1,9})""")


def replace_highlights(
    cuts: Splices,
    root: Node,
    region: Region,
    highlights: Mapping[int, Mapping[str, str]],
    styles: Styles,
) -> None:
    """Put highlights in the place of those of an earlier write; others stay, ahead of them."""
    extensions = b"".join(cuts.data[node.start : node.end] for node in root.findall("extLst"))
    top = max([0, *(int(found[1]) for found in _EXTENSION_PRIORITY.finditer(extensions))])
    at = None
    for node in root.findall("conditionalFormatting"):
        rules = node.findall("cfRule")
        ours = [rule for rule in rules if _is_ours(cuts.data, rule)]
        if ours and len(ours) == len(rules):
            cuts.remove(node)
        else:
            for rule in ours:
                cuts.remove(rule)
            at = node.end
        top = max([top, *(_priority(rule) for rule in rules if rule not in ours)])
    made = []
    for column in region.columns:
        wanted = highlights.get(column.index, {})
        if not wanted or not len(column.values):
            continue
        name = letters(column.index)
        p = root.prefix
        reach = f"{name}{region.first_row}:{name}{region.last_row(column)}"
        made.append(f'<{p}conditionalFormatting sqref="{reach}">')
        for text, colour in wanted.items():
            top += 1
            made.append(_rule(p, f"{name}{region.first_row}", text, styles.dxf(colour), top))
        made.append(f"</{p}conditionalFormatting>")
    if made:
        new = "".join(made).encode()
        if at is None:
            cuts.insert(root, _AFTER_DATA, "conditionalFormatting", new)
        else:
            cuts.replace(at, at, new)


def _is_ours(data: bytes, rule: Node) -> bool:
    texts = (data[node.inner : node.close].decode() for node in rule.findall("formula"))
    return any(MARK in unescape(text) for text in texts)


def _priority(rule: Node) -> int:
    text = rule.attributes.get("priority", "0")
    return int(text) if text.isdecimal() else 0


def _rule(prefix: str, cell: str, text: str, style: int, priority: int) -> str:
    """Return a rule for cells that begin with ``text``; the marker says it is ours."""
    length = len(text.encode("utf-16-le")) // 2
    quoted = text.replace('"', '""')
    formula = escape(f'AND(LEFT({cell},{length})="{quoted}",{MARK})')
    return (
        f'<{prefix}cfRule type="expression" dxfId="{style}" priority="{priority}">'
        f"<{prefix}formula>{formula}</{prefix}formula></{prefix}cfRule>"
    )

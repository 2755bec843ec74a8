"""How a wide sheet opens: names and header in sight, the new columns first, the rest foldable.

Written once, with columns that are new to the sheet. What a person has frozen, split, grouped or
hidden stays as it is.
"""

from dataclasses import dataclass

from workbook.values.addresses import Area, letters
from workbook.xlsx.xml_spans import Node, Splices

_MOST_NAMES, _MOST_HEADERS = 4, 6
"""More frozen columns or rows would leave no room for the others."""
_FEW = 5
"""So many columns between are no longer seen at once."""


@dataclass(frozen=True, slots=True)
class OpeningView:
    """``names``: the column that says what a row is; ``shown``: the first one to be seen beside it.

    ``header``: the header's last row. All count from 1.
    """

    names: int
    header: int
    shown: int

    @property
    def fits(self) -> bool:
        """Whether enough room is left beside and below what would be frozen."""
        return self.names <= _MOST_NAMES and self.header <= _MOST_HEADERS

    def freeze(self, cuts: Splices, root: Node) -> None:
        """Freeze what names the rows, and scroll to the columns beside it."""
        views = root.find("sheetViews")
        listed = views.findall("sheetView") if views else []
        if len(listed) != 1:
            return
        view = listed[0]
        pane = view.find("pane")
        if pane is not None:
            self._scroll(cuts, pane)
            return
        if not self.fits or view.attributes.get("view") == "pageLayout":  # shows no frozen panes
            return
        if "topLeftCell" in view.attributes:
            cuts.attribute(view, "topLeftCell", "A1")
        for selection in view.findall("selection"):
            cuts.attribute(selection, "pane", "bottomRight")
        corner = f"{letters(self.shown)}{self.header + 1}"
        made = (
            f'<{view.prefix}pane xSplit="{self.names}" ySplit="{self.header}" '
            f'topLeftCell="{corner}" activePane="bottomRight" state="frozen"/>'
        )
        cuts.insert(view, ("pane",), "pane", made.encode())

    def _scroll(self, cuts: Splices, pane: Node) -> None:
        """Scroll beside columns that a person has frozen; the freeze itself stays."""
        across, corner = pane.attributes.get("xSplit", "0"), pane.attributes.get("topLeftCell", "")
        area = Area.parse(corner)
        frozen = pane.attributes.get("state") == "frozen"
        if frozen and area and across.isdecimal() and self.names <= int(across) < self.shown:
            cuts.attribute(pane, "topLeftCell", f"{letters(self.shown)}{area.top}")

    def grouped(self, cuts: Splices, root: Node) -> range:
        """Return the columns to be folded away by one press, and make room for the press."""
        formats, listed = root.find("sheetFormatPr"), root.find("cols")
        between = range(self.names + 1, self.shown)
        if len(between) < _FEW or formats is None or "outlineLevelCol" in formats.attributes:
            return range(0)
        nodes = listed.findall("col") if listed else []
        if any(node.truth("hidden") or "outlineLevel" in node.attributes for node in nodes):
            return range(0)
        cuts.attribute(formats, "outlineLevelCol", "1")
        return between

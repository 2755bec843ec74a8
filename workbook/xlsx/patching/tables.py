"""Tables (ListObjects) on the sheet: their headers and width follow what is written."""

from collections.abc import Sequence

from workbook.values.addresses import MAX_COLUMN, Area, letters
from workbook.values.refusals import CellError
from workbook.xlsx.markup import decoded, quoted
from workbook.xlsx.package import Package
from workbook.xlsx.patching.after_rows import grow_filter
from workbook.xlsx.patching.edits import RowsEdit
from workbook.xlsx.patching.written_cells import Region
from workbook.xlsx.xml_spans import Splices

_BREAKS = str.maketrans({"\n": "_x000a_", "\t": "_x0009_", "\r": "_x000d_"})


def column_name(text: str) -> str:
    """Return a header as the ``name`` of a table column, before XML escaping."""
    return text.translate(_BREAKS)


class Table:
    """One table part."""

    def __init__(self, package: Package, part: str) -> None:
        self.part = part
        self._package = package
        data, self._root = package.spans(part)
        self._cuts = Splices(data)
        self.area = Area.parse(self._root.attributes.get("ref", ""))
        listed = self._root.find("tableColumns")
        self._listed = listed
        self._columns = listed.findall("tableColumn") if listed else []
        self._has_header = self._root.attributes.get("headerRowCount", "1") != "0"
        self._plain = self._root.attributes.get("tableType", "worksheet") == "worksheet"

    def follow(self, region: Region, fresh: Region, place: str, others: Sequence[Area]) -> None:
        """Rename the headers that are overwritten, take in the ``fresh`` columns beside it.

        Raises CellError when a header would be no text, or not unique.
        """
        area, listed = self.area, self._listed
        if area is None or listed is None or not region.touches(area.widened(MAX_COLUMN)):
            return
        names = [decoded(node.attributes.get("name", "")) for node in self._columns]
        self._rename(region, area, place, names)
        self._drop_formulas(region, area)
        grown = fresh.headed(area, others) if self._has_header and self._plain else area
        self._append(region, area, grown, names)
        self._package.write(self.part, self._cuts.done())

    def lengthen(self, edit: RowsEdit, place: str) -> None:
        """Take in the rows added below the last one. Raises CellError for a row of totals."""
        area = self.area
        if area is None or not edit.added or not area.top <= edit.like <= area.bottom:
            return
        if self._root.attributes.get("totalsRowCount", "0") != "0":
            cell = f"{letters(area.left)}{area.bottom}"
            raise CellError(f"{place}!{cell}：这是表格的汇总行，新的行放不下；请先关闭汇总行再试")
        grown = edit.covering(area) if self._plain else area
        if grown == area:
            return
        self._cuts.attribute(self._root, "ref", str(grown))
        grow_filter(self._cuts, self._root, edit.filtering)
        self._package.write(self.part, self._cuts.done())

    def _rename(self, region: Region, area: Area, place: str, names: list[str]) -> None:
        if not self._has_header:
            return
        for i, node in enumerate(self._columns):
            column = area.left + i
            if not region.touches(Area(column, area.top, column, area.top)):
                continue
            value = region.value(area.top, column)
            at = f"{place}!{letters(column)}{area.top}"
            if not isinstance(value, str) or not value:
                raise CellError(f"{at}：这里是表格的标题，必须写入非空文本")
            if value != names[i]:
                names[i] = value
                self._cuts.attribute(node, "name", column_name(value))
            if [name.casefold() for name in names].count(value.casefold()) > 1:
                raise CellError(f"{at}：表格中已有名为“{value}”的列，未写入")

    def _drop_formulas(self, region: Region, area: Area) -> None:
        """See that a column overwritten from top to bottom is no calculated column any more."""
        top = area.top + self._has_header
        for i, node in enumerate(self._columns):
            column = area.left + i
            if top <= area.bottom and region.covers(Area(column, top, column, area.bottom)):
                for formula in node.findall("calculatedColumnFormula"):
                    self._cuts.remove(formula)

    def _append(self, region: Region, area: Area, grown: Area, names: list[str]) -> None:
        used = {name.casefold() for name in names}
        new: list[str] = []
        for column in range(area.right + 1, grown.right + 1):
            value = region.value(area.top, column)
            if not isinstance(value, str) or value.casefold() in used:
                break
            used.add(value.casefold())
            new.append(value)
        if not new:
            return
        grown = area.widened(area.right + len(new))
        first = max((int(node.attributes.get("id", "0")) for node in self._columns), default=0) + 1
        p = self._root.prefix
        nodes = (
            f'<{p}tableColumn id="{number}" name={quoted(column_name(name))}/>'
            for number, name in enumerate(new, first)
        )
        assert self._listed is not None
        self._cuts.append(self._listed, "".join(nodes).encode())
        self._cuts.attribute(self._listed, "count", str(len(self._columns) + len(new)))
        self._cuts.attribute(self._root, "ref", str(grown))
        grow_filter(
            self._cuts,
            self._root,
            lambda old: old.widened(grown.right) if old.right == area.right else old,
        )


def lengthen_tables(package: Package, sheet_part: str, place: str, edit: RowsEdit) -> None:
    """Let every table of a sheet take in the rows that were added below it."""
    for part in package.related(sheet_part, "table"):
        Table(package, part).lengthen(edit, place)


def follow_tables(
    package: Package,
    sheet_part: str,
    place: str,
    region: Region,
    fresh: Region,
    merged: Sequence[Area],
) -> None:
    """Let every table of a sheet follow the columns written to it, but over no ``merged`` area."""
    tables = [Table(package, part) for part in package.related(sheet_part, "table")]
    for table in tables:
        others = list(merged)
        others += [t.area for t in tables if t is not table and t.area is not None]
        table.follow(region, fresh, place, others)

"""A document made anew around what people wrote in it: words move with their row, none is lost."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn

from macros_py.desk.reports.blocks import Chart, Report
from macros_py.desk.reports.word.anchors import (
    PREFIX,
    Anchors,
    found,
    names_within,
    put_text,
    tag,
    text_of,
)
from macros_py.desk.reports.word.charts import with_figures
from macros_py.desk.reports.word.document import (
    FEET,
    chart_parts,
    day_text,
    memory_of,
    roots_of,
    saved,
    source_text,
)
from macros_py.desk.reports.word.look import BODY, HEADING, SOURCE, Element, paragraph, run
from macros_py.desk.reports.word.memory import Memory, remember, remembered
from macros_py.desk.reports.word.pieces import Cell, Line, Maker, Piece, pieces_of, widths_of
from workbook.values.refusals import DamagedError

ORPHANS, ORPHANS_TITLE = "orphans", "未能对应的文字"
_ROW, _CELL, _TABLE = qn("w:tr"), qn("w:tc"), qn("w:tbl")


@dataclass
class Refreshed:
    """What making a document anew did; ``content`` is None when nothing changed.

    ``kept``: what people changed and is left as they wrote it. ``missing``: what can no longer be
    found. ``orphans``: words whose row is gone, now at the document's end. ``unsure``: the figures
    last generated are lost, so that nobody can tell which were changed by hand (无法判断).
    """

    content: bytes | None = None
    kept: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    unsure: bool = False


def refreshed(old: bytes, report: Report, as_of: datetime, name: str) -> Refreshed:
    """Bring a document up to a report; ``name`` is its file's, for a refusal.

    Raises DamagedError for a file that is no document.
    """
    try:
        document = Document(io.BytesIO(old))
    except Exception as error:
        message = f"{name}：不是 Word 文档或已损坏，请移走后重试"
        raise DamagedError(message) from error
    work = _Work(document, report, as_of)
    work.run()
    done = work.done
    if work.changed:
        remember(document.part, memory_of(work.pieces, report))
        done.content = saved(document, as_of)
    return done


class _Work:
    """One document being brought up to one report."""

    def __init__(self, document: Docx, report: Report, as_of: datetime) -> None:
        self.document, self.report = document, report
        self.pieces = list(pieces_of(report, day_text(as_of)))
        past = remembered(document.part)
        self.memory = past[1] if past else Memory()
        self.done = Refreshed(unsure=past is None)
        self.changed = False
        self._places = found(roots_of(document))
        self._maker = Maker(document.part, Anchors(_last_bookmark(document)))
        self._body = document.element.body
        self._lost: list[tuple[str, str]] = []

    def run(self) -> None:
        """Go through the pieces in order, then through what is no longer generated."""
        cursor: Element | None = None
        for piece in self.pieces:
            place = self._place(piece)
            if place is not None:
                self._bring_up(piece, place)
                cursor = place
            elif cursor is None or self._known(piece):
                self.done.missing.append(label(piece.key))
            else:
                new = self._maker.make(piece)
                cursor.addnext(new)
                cursor, self.changed = new, True
        for key in FEET:
            place = self._places.get(tag(key))
            if place is not None:
                self._put(Cell(key, source_text(self.report), human=False, look=SOURCE), place)
        self._remove_the_rest()
        self._put_orphans()

    def _known(self, piece: Piece) -> bool:
        """Tell whether a piece stood in the document before, or nobody can tell."""
        return self.done.unsure or any(name in self.memory.values for name in _tags(piece))

    def _place(self, piece: Piece) -> Element | None:
        """Return the top-level element of a piece, where any of its anchors stands."""
        for name in _tags(piece):
            place = self._places.get(name)
            if place is None:
                continue
            if piece.lines is None:
                return _top(place) if place.tag != _CELL else None
            table = next((each for each in place.iterancestors() if each.tag == _TABLE), None)
            if table is not None:
                return table
        return None

    def _bring_up(self, piece: Piece, place: Element) -> None:
        if piece.lines is not None:
            self._table(piece, piece.lines, place)
        elif piece.chart is not None:
            self._chart(piece.key, piece.chart, place)
        else:
            anchor = self._places[tag(piece.key)]
            self._put(Cell(piece.key, piece.text, piece.human, piece.look), anchor)

    def _put(self, cell: Cell, place: Element) -> None:
        """Write a generated text where it stands, unless people changed what was there."""
        now, name = text_of(place), tag(cell.key)
        before = self.memory.text(name)
        if now == cell.text.strip() or cell.human:
            return
        if before is None and self.done.unsure:
            if not _is_figure(now):
                self._lost.append((f"{label(cell.key)}（无法判断是否人工改动）", now))
        elif before is not None and now != before.strip():
            self.done.kept.append(label(cell.key))
            return
        put_text(place, cell.text, cell.look)
        self.changed = True

    def _table(self, piece: Piece, lines: Sequence[Line], table: Element) -> None:
        """Bring rows in the order of the report; rows that people added stay at the end."""
        rows = _Rows.of(table, piece, lines)
        order = list(rows.head)
        for line in lines:
            row = rows.known.get(line.key)
            if row is None:
                if not self.done.unsure and tag(line.cells[0].key) in self.memory.values:
                    self.done.missing.append(label(line.cells[0].key))
                else:
                    order.append(self._maker.line(line, widths_of(piece.columns)))
                continue
            order.append(row)
            for cell in line.cells:
                place = self._places.get(tag(cell.key))
                if place is None:
                    self.done.missing.append(label(cell.key))
                else:
                    self._put(cell, place)
        order += rows.added
        for row in rows.gone:
            self._let_go(row)
        if order != rows.whole:
            self.changed = True
            for row in rows.whole:
                table.remove(row)
            for row in order:
                table.append(row)

    def _let_go(self, element: Element) -> None:
        """Keep the words of a row or table that is no longer generated."""
        texts = {tag_: text for tag_, (_, text) in self.memory.values.items()}
        units = list(element.iter(_CELL)) or [element]
        first = text_of(units[0])
        for unit in units:
            now = text_of(unit)
            names = [name for name in names_within(unit) if name.startswith(PREFIX)]
            generated = {texts[name].strip() for name in names if name in texts}
            if not now or now in generated or (self.done.unsure and _is_figure(now)):
                continue
            key = next((self.memory.values[n][0] for n in names if n in self.memory.values), "")
            self._lost.append((label(key) if key else first, now))

    def _chart(self, key: str, chart: Chart, place: Element) -> None:
        before = self.memory.text(tag(key))
        if before == repr((chart.names, chart.series)):
            return
        charts = chart_parts(self.document.part)
        attribute = qn("r:id")
        for each in place.iter(qn("c:chart")):
            part = charts.get(str(each.get(attribute)))
            if part is None:
                continue
            part._blob = with_figures(part.blob, chart)  # noqa: SLF001
            self.changed = True
            return
        self.done.missing.append(label(key))

    def _remove_the_rest(self) -> None:
        """Take out what was generated before and no longer is; people's words stay."""
        current = {name for piece in self.pieces for name in _tags(piece)}
        current |= {tag(key) for key in (*FEET, ORPHANS)}
        gone: list[Element] = []
        for name, (key, text) in self.memory.values.items():
            place = self._places.get(name)
            if name in current or place is None or place.getparent() is None:
                continue
            if place.tag == _CELL:
                table = next((e for e in place.iterancestors() if e.tag == _TABLE), None)
                inside = table is not None and not current.isdisjoint(names_within(table))
                if table is not None and table.getparent() is not None and not inside:
                    gone += [table] if table not in gone else []
            elif text_of(place) == text.strip() or place.find(f".//{qn('w:drawing')}") is not None:
                gone.append(place)
            else:
                self.done.kept.append(label(key))
        for element in gone:
            if element.tag == _TABLE:
                for row in element.iter(_ROW):
                    self._let_go(row)
            around = element.getparent()
            if around is not None:
                around.remove(element)
                self.changed = True

    def _put_orphans(self) -> None:
        if not self._lost:
            return
        self.changed = True
        end = self._body.find(qn("w:sectPr"))
        if tag(ORPHANS) not in self._places:
            content = self._maker.anchors.text(ORPHANS, ORPHANS_TITLE, HEADING)
            _before(end, paragraph(HEADING, content))
        for what, words in self._lost:
            self.done.orphans.append(what)
            for line in f"{what}：{words}".split("\n"):
                _before(end, paragraph(BODY, [run(line, BODY)]))


@dataclass
class _Rows:
    """The rows of a table that people may have worked on; ``known`` by the key of their line."""

    whole: list[Element]
    known: dict[str, Element] = field(default_factory=dict)
    head: list[Element] = field(default_factory=list)
    added: list[Element] = field(default_factory=list)
    gone: list[Element] = field(default_factory=list)

    @classmethod
    def of(cls, table: Element, piece: Piece, lines: Sequence[Line]) -> "_Rows":
        """Tell a table's rows apart by their anchors; those without any were added by people."""
        wanted = {tag(cell.key): line.key for line in lines for cell in line.cells}
        heads = {tag(f"{piece.key}||{column.title}") for column in piece.columns}
        rows = cls(list(table.iter(_ROW)))
        for row in rows.whole:
            names = names_within(row)
            key = next((wanted[name] for name in names if name in wanted), None)
            if key is not None and key not in rows.known:
                rows.known[key] = row
            elif not heads.isdisjoint(names) or not (names or rows.known or rows.gone):
                rows.head.append(row)
            else:
                (rows.gone if names else rows.added).append(row)
        return rows


def label(key: str) -> str:
    """Return a key as people read it: ``places|东白塔村|原因`` → ``东白塔村 原因``."""
    table, _, rest = key.partition("|")
    return " ".join(part for part in rest.split("|") if part) or TITLES.get(table, table)


TITLES: Mapping[str, str] = {
    "title": "标题",
    "subtitle": "副标题",
    "day": "日期",
    "outlook": "研判",
    "cases": "典型案例",
    "advice": "工作建议",
    "opinion": "领导意见",
    "foot.odd": "页脚",
    "foot.even": "页脚",
}


def _tags(piece: Piece) -> Iterator[str]:
    if piece.lines is None:
        yield tag(piece.key)
        return
    for column in piece.columns:
        yield tag(f"{piece.key}||{column.title}")
    for line in piece.lines:
        yield from (tag(cell.key) for cell in line.cells)


def _top(place: Element) -> Element:
    """Return the paragraph, or what stands around it at the level of the body."""
    for each in place.iterancestors():
        if each.tag == qn("w:sdt"):
            place = each
    return place


def _before(end: Element | None, new: Element) -> None:
    assert end is not None
    end.addprevious(new)


def _is_figure(text: str) -> bool:
    return not any(character.isalpha() for character in text)


def _last_bookmark(document: Docx) -> int:
    numbers = [
        str(each.get(qn("w:id")))
        for root in roots_of(document)
        for each in root.iter(qn("w:bookmarkStart"))
    ]
    return max((int(number) for number in numbers if number.isdigit()), default=0)

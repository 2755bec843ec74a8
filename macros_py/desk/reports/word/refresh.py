"""A document made anew around what people wrote in it: words move with their row, none is lost."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn

from macros_py.desk.reports.blocks import Report
from macros_py.desk.reports.packing import foreign, is_ours
from macros_py.desk.reports.word.anchors import (
    Anchors,
    all_found,
    folded,
    found,
    line_of,
    names_within,
    put_text,
    tag,
    text_of,
)
from macros_py.desk.reports.word.chart_parts import bring_up, chart_parts, drop_unused
from macros_py.desk.reports.word.document import (
    FEET,
    chart_text,
    day_text,
    memory_of,
    roots_of,
    saved,
    source_text,
)
from macros_py.desk.reports.word.keys import cell_name, excerpt
from macros_py.desk.reports.word.look import HEAD_CELL, SOURCE, Element
from macros_py.desk.reports.word.memory import Memory, remember, remembered
from macros_py.desk.reports.word.orphans import (
    ORPHANS,
    has_picture,
    has_words,
    lines_of,
    moved,
    section,
)
from macros_py.desk.reports.word.pieces import Cell, Line, Maker, Piece, pieces_of, widths_of
from macros_py.desk.reports.word.rows import Rows, fit
from macros_py.desk.reports.word.tables import (
    CELL,
    ROW,
    TABLE,
    cells_of,
    keep_together,
    put_after,
    rows_of,
    rule,
    set_order,
    table_of,
    take_out,
)
from workbook.values.refusals import DamagedError, NotWritableError


@dataclass
class Refreshed:
    """What making a document anew did; ``content`` is None when nothing changed.

    ``kept``: what people changed and is left as they wrote it. ``missing``: what can no longer be
    found. ``orphans``: words whose place is gone, now at the document's end. ``copied``: what
    stands there twice, of which the first is brought up to date. ``unsure``: the figures last
    generated are lost, so that nobody can tell which were changed by hand (无法判断).
    """

    content: bytes | None = None
    kept: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)
    unsure: bool = False

    def lines(self) -> Iterator[str]:
        """Say what a person has to look at."""
        for what, names in (
            ("人工改动过，未更新", self.kept),
            ("文档里找不到，未更新", self.missing),
            ("未能对应，已移到文末", self.orphans),
            ("文档里有两处，只更新了前一处", self.copied),
        ):
            if names:
                yield f"{what}（{len(names)}）：{'、'.join(names)}"
        if self.unsure:
            yield "文档里上次生成的数值已丢失，无法判断哪些是人工改动；旧文件已留作备份"


def refreshed(old: bytes, report: Report, as_of: datetime, name: str) -> Refreshed:
    """Bring a document up to a report; ``name`` is its file's, for a refusal.

    Raises DamagedError for a file that is no document, NotWritableError for one of somebody else.
    """
    try:
        document = Document(io.BytesIO(old))
    except Exception as error:
        raise DamagedError(f"{name}：不是 Word 文档或已损坏，请移走后重试") from error
    work = _Work(document, report, as_of)
    if work.foreign and not is_ours(old):
        raise NotWritableError(foreign(name))
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
        self._names = {piece.key: piece.name for piece in self.pieces}
        self._current = {name for piece in self.pieces for name in _tags(piece)}
        self._current |= {tag(key) for key in (*FEET, ORPHANS)}
        self._places = found(roots_of(document))
        self._maker = Maker(document.part, Anchors(_last_bookmark(document)))
        self._body = document.element.body
        self._lost: list[tuple[str, list[Element]]] = []

    @property
    def foreign(self) -> bool:
        """Whether nothing in the document is known."""
        return self.done.unsure and not self._places

    def run(self) -> None:
        """Go through the pieces in order, then through what is no longer generated."""
        cursor: Element | None = None
        for piece in self.pieces:
            place = self._place(piece)
            if place is not None:
                self._bring_up(piece, place)
                cursor = place
            elif cursor is None or self._known(piece):
                self.done.missing.append(piece.name)
            else:
                new = self._maker.make(piece)
                cursor.addnext(new)
                cursor, self.changed = new, True
        for key in FEET:
            place = self._places.get(tag(key))
            if place is not None:
                self._put(Cell(key, source_text(self.report), human=False, look=SOURCE), place)
        for name, (key, text) in self.memory.values.items():
            place = self._places.get(name)
            if name not in self._current and place is not None and _stands(place):
                self._remove(name, key, text, place)
        self._put_orphans()
        self._name_copies()
        if self.changed:
            drop_unused(self.document.part, roots_of(self.document))

    def _known(self, piece: Piece) -> bool:
        """Tell whether a piece stood in the document before, or nobody can tell."""
        return self.done.unsure or any(name in self.memory.values for name in _tags(piece))

    def _label(self, key: str) -> str:
        """Return a key as people read it."""
        if "|" in key:
            return cell_name(key)
        return self._names.get(key) or excerpt(self.memory.text(tag(key)) or "页脚")

    def _place(self, piece: Piece) -> Element | None:
        """Return the top-level element of a piece, where any of its anchors stands."""
        for name in _tags(piece):
            place = self._places.get(name)
            if place is None:
                continue
            if piece.lines is None:
                return _top(place) if place.tag != CELL else None
            table = table_of(place)
            if table is not None:
                return table
        return None

    def _bring_up(self, piece: Piece, place: Element) -> None:
        if piece.lines is not None:
            self._table(piece, piece.lines, place)
        elif piece.chart is not None:
            self._chart(piece, place)
        else:
            anchor = self._places[tag(piece.key)]
            self._put(Cell(piece.key, piece.text, piece.human, piece.look), anchor)

    def _put(self, cell: Cell, place: Element) -> None:
        """Write a generated text where it stands, unless people changed what was there."""
        now, before = text_of(place), self.memory.text(tag(cell.key))
        if folded(now) == folded(cell.text) or cell.human:
            return
        if self.done.unsure:
            if not _is_figure(now):
                what = f"{self._label(cell.key)}（无法判断是否人工改动）"
                self._lost.append((what, lines_of(now)))
        elif before is None or folded(now) != folded(before):
            self.done.kept.append(self._label(cell.key))
            return
        put_text(place, cell.text, cell.look)
        self.changed = True

    def _table(self, piece: Piece, lines: Sequence[Line], table: Element) -> None:
        """Bring rows in the order of the report; rows that people added stay at the end."""
        rows = Rows.of(table, piece, lines)
        order = list(rows.head)
        without = self._columns_without_head(piece)
        for line in lines:
            row = rows.known.get(line.key)
            if row is None:
                if not self.done.unsure and tag(line.cells[0].key) in self.memory.values:
                    self.done.missing.append(cell_name(line.cells[0].key))
                else:
                    order.append(self._maker.line(line, widths_of(piece.columns)))
                continue
            order.append(row)
            for number, cell in enumerate(line.cells):
                place = self._places.get(tag(cell.key))
                if place is not None:
                    self._put(cell, place)
                elif number not in without:
                    self.done.missing.append(cell_name(cell.key))
        order += rows.added
        for row in rows.gone:
            self._let_go(cells_of(row))
        if order != rows.whole:
            self.changed = True
            set_order(table, order)
            keep_together(table)
            rule(table)
        if self._columns(piece, lines, rows):
            self.changed = True
            fit(table, piece)
            rule(table)

    def _columns_without_head(self, piece: Piece) -> set[int]:
        """Return the columns that are new, and those that a person took out, which are named."""
        absent = {n for n, key in enumerate(piece.heads) if tag(key) not in self._places}
        taken = {n for n in absent if self.done.unsure or self._remembers(piece.heads[n])}
        titles = [piece.columns[n].title for n in sorted(taken)]
        self.done.missing += [f"{piece.name} {title}" for title in titles]
        return absent

    def _columns(self, piece: Piece, lines: Sequence[Line], rows: Rows) -> bool:
        """Take out columns that are no longer generated, put new ones in; tell whether any."""
        widths = widths_of(piece.columns)
        new = {n for n, key in enumerate(piece.heads) if not self._remembers(key)}
        titles = [
            Cell(key, column.title, human=False, look=HEAD_CELL)
            for key, column in zip(piece.heads, piece.columns, strict=True)
        ]
        heads = [row for row in rows.head if names_within(row)]
        known = [(rows.known[line.key], line.cells) for line in lines if line.key in rows.known]
        changed = False
        for row, cells in (*((row, titles) for row in heads), *known):
            for cell in cells_of(row):
                names = set(names_within(cell))
                if names & self.memory.values.keys() and not names & self._current:
                    self._let_go([cell])
                    take_out(cell)
                    changed = True
            before: Element | None = None
            for number, wanted in enumerate(cells):
                place = self._places.get(tag(wanted.key))
                if place is None and number in new and not self.done.unsure:
                    place = self._maker.cell(wanted, widths[number])
                    put_after(row, before, place)
                    changed = True
                before = place if place is not None and place in cells_of(row) else before
        return changed

    def _remembers(self, key: str) -> bool:
        return tag(key) in self.memory.values

    def _let_go(self, places: Sequence[Element]) -> None:
        """Keep the words of cells that are no longer generated."""
        first = text_of(places[0])
        for place in places:
            now = text_of(place)
            past = [self.memory.values[n] for n in names_within(place) if n in self.memory.values]
            generated = folded(now) in {folded(text) for _, text in past} or not now
            if self.done.unsure:
                generated = generated or _is_figure(now)
            if not generated or has_picture(place):
                self._lost.append((cell_name(past[0][0]) if past else first, moved(place)))

    def _chart(self, piece: Piece, place: Element) -> None:
        assert piece.chart is not None
        if self.memory.text(tag(piece.key)) == chart_text(piece):
            return
        charts = chart_parts(self.document.part)
        for each in place.iter(qn("c:chart")):
            part = charts.get(str(each.get(qn("r:id"))))
            if part is not None:
                bring_up(part, piece.chart)
                self.changed = True
                return
        self.done.missing.append(piece.name)

    def _remove(self, name: str, key: str, text: str, place: Element) -> None:
        """Take out what was generated before and no longer is; people's words go to the end."""
        table = table_of(place)
        if "|" in key and table is not None:
            if self._current.isdisjoint(names_within(table)):
                for row in rows_of(table):
                    self._let_go(cells_of(row))
                take_out(table)
                self.changed = True
            return
        line = line_of(place, name)
        if not self._current.isdisjoint(names_within(line)):
            self.done.kept.append(self._label(key))
            return
        drawn = next((e for e in line.iter(qn("w:drawing")) if _is_chart(e)), None)
        if drawn is not None:
            take_out(drawn)
        edited = folded(text_of(line)) != folded(text)
        if has_words(line) and (edited or has_picture(line)):
            self._lost.append((self._label(key), moved(line)))
        take_out(line)
        self.changed = True

    def _put_orphans(self) -> None:
        end = self._body.find(qn("w:sectPr"))
        assert end is not None
        if self._lost:
            self.changed = True
            begun = tag(ORPHANS) in self._places
            for new in section(self._lost, self._maker.anchors, begun=begun):
                end.addprevious(new)
            self.done.orphans += [what for what, _ in self._lost]

    def _name_copies(self) -> None:
        """Name what a person copied, whose figures stay as they were."""
        twice = {name for name, those in all_found(roots_of(self.document)).items() if those[1:]}
        copied = [piece.name for piece in self.pieces if not twice.isdisjoint(_tags(piece))]
        self.done.copied += copied


def _tags(piece: Piece) -> Iterator[str]:
    if piece.lines is None:
        yield tag(piece.key)
        return
    yield from map(tag, piece.heads)
    for line in piece.lines:
        yield from (tag(cell.key) for cell in line.cells)


def _is_chart(drawing: Element) -> bool:
    return drawing.find(f".//{qn('c:chart')}") is not None


def _top(place: Element) -> Element:
    """Return the paragraph, or what stands around it at the level of the body."""
    for each in place.iterancestors():
        if each.tag == qn("w:sdt"):
            place = each
    return place


def _stands(place: Element) -> bool:
    """Tell whether an element is still in the document."""
    top = [place, *place.iterancestors()][-1]
    return top.tag not in (CELL, ROW, TABLE, qn("w:p"))


def _is_figure(text: str) -> bool:
    return not any(character.isalpha() for character in text)


def _last_bookmark(document: Docx) -> int:
    numbers = [
        str(each.get(qn("w:id")))
        for root in roots_of(document)
        for each in root.iter(qn("w:bookmarkStart"))
    ]
    return max((int(number) for number in numbers if number.isdigit()), default=0)

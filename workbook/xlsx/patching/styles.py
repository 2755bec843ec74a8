"""styles.xml: which number format a cell style has, and the few styles that a write adds."""

from collections.abc import Callable, Hashable

from workbook.values.format_codes import BUILT_IN, GENERAL, has_day, has_time
from workbook.values.refusals import DamagedError
from workbook.xlsx.markup import MAIN, quoted
from workbook.xlsx.patching.encoder import ValueKind
from workbook.xlsx.xml_spans import Node, Splices, attribute_cut, parse

_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs",
)  # fmt: skip
_LOCAL = {*range(5, 9), *range(14, 23), *range(27, 45), *range(50, 59)}
"""Numbers of formats that look otherwise in another country's Excel."""
_NUMBERED = {code: number for number, code in BUILT_IN.items() if number not in _LOCAL}
DEFAULT_FORMATS = {ValueKind.DATE: "yyyy-mm-dd", ValueKind.DATETIME: "yyyy-mm-dd hh:mm"}
_MOST_STYLES = 64_000
EMPTY = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    "</styleSheet>"
).encode()


def _bare(code: str) -> str:
    """Return a number format without the escapes that spreadsheets add when they save it."""
    return code.replace("\\", "").removesuffix(";@")


def _canonical(node: Node) -> Hashable:
    """Return an element without what does not matter: order of attributes, spacing, prefix."""
    children = tuple(_canonical(child) for child in node.children)
    return node.local, frozenset(node.attributes.items()), children


def _listed(root: Node, group: str, local: str) -> tuple[list[Node], bool]:
    """Return the elements of a group, and whether any reader counts them alike.

    ``mc:AlternateContent`` offers the same elements in several ways, of which a reader takes one.
    Of those that count alike the last way is returned, which every reader understands.
    """
    name = root.prefix + local
    found = root.find(group)
    hidden = any(
        group == node.local for child in root.children for way in _ways(child) for node in way
    )
    nodes: list[Node] = []
    alike = not hidden
    for child in found.children if found else []:
        if child.name == name:
            nodes.append(child)
        elif ways := _ways(child):
            chosen = [[node for node in way if node.name == name] for way in ways]
            alike = alike and len({len(way) for way in chosen}) == 1
            nodes += chosen[-1]
    return nodes, alike


def _ways(node: Node) -> list[list[Node]]:
    if node.local != "AlternateContent":
        return []
    ways = [child.children for child in node.children]
    whole = any(child.local == "Fallback" for child in node.children)
    return ways if whole else [*ways, []]


class Styles:
    """The cell formats of a workbook; asking for one that is missing adds it.

    ``used`` gives the highest style and the highest differential style that the sheets name, -1
    for none; it is asked only where they name what is not there, or when the part is ``missing``.
    """

    def __init__(
        self, data: bytes, root: Node, used: Callable[[], tuple[int, int]], *, missing: bool = False
    ) -> None:
        self._data = data
        self._root = root
        self._used = used
        self._missing = missing
        self._prefix = root.prefix
        self._default = (
            f'<{root.prefix}xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'.encode()
        )
        formats, _ = _listed(root, "numFmts", "numFmt")
        self._cells, cells_alike = _listed(root, "cellXfs", "xf")
        dxfs, dxfs_alike = _listed(root, "dxfs", "dxf")
        self._alike = cells_alike and dxfs_alike
        self._xfs = [data[node.start : node.end] for node in self._cells]
        self._known: dict[Hashable, int] = {}
        for i, node in enumerate(self._cells):
            self._known.setdefault(_canonical(node), i)
        self._format_ids = [int(node.attributes.get("numFmtId") or 0) for node in self._cells]
        self._codes: dict[int, str] = dict(BUILT_IN)
        for node in formats:
            self._codes[int(node.attributes["numFmtId"])] = node.attributes.get("formatCode", "")
        self._dxfs = [_canonical(node) for node in dxfs]
        self._new_formats: list[bytes] = []
        self._new_xfs: list[bytes] = []
        self._new_dxfs: list[bytes] = []

    def fit(self, base: int, kind: ValueKind, code: str | None) -> int:
        """Return the style for a value of ``kind`` in a cell that looks like ``base``.

        The look is kept; the number format changes only when ``code`` asks for another one, or,
        without a ``code``, when the value would show as something else.
        """
        if kind in {ValueKind.BLANK, ValueKind.TEXT, ValueKind.BOOL}:
            return base
        current = self._code(base)
        if code is None:
            day, clock = has_day(current), has_time(current)
            if kind is ValueKind.NUMBER:
                code = GENERAL if day or clock or current == "@" else current
            elif not day or (kind is ValueKind.DATETIME and not clock):
                code = DEFAULT_FORMATS[kind]
            else:
                code = current
        return base if _bare(code) == _bare(current) else self._variant(base, code)

    def _refuse_unclear(self) -> None:
        if not self._alike:
            why = "样式有几种写法，各自数目不同，无法确定序号"
            raise DamagedError(f"styles.xml：{why}，未写入；请用 Excel 打开并另存后重试")

    def _code(self, style: int) -> str:
        self._refuse_unclear()
        number = self._format_ids[style] if style < len(self._format_ids) else 0
        return self._codes.get(number, GENERAL)

    def _variant(self, base: int, code: str) -> int:
        number = str(self._format_number(code))
        if base >= len(self._xfs) or self._missing:
            self._fill_up()
        look = self._xfs[base] if base < len(self._xfs) else (self._xfs or [self._default])[0]
        end = look.index(b">") + 1
        made = look[:end]
        for name, value in (("numFmtId", number), ("applyNumberFormat", "1")):
            start, stop, new = attribute_cut(made, name, value)
            made = made[:start] + new + made[stop:]
        made += look[end:]
        wanted = _canonical(parse(made))
        if wanted in self._known:
            return self._known[wanted]
        self._known[wanted] = len(self._xfs)
        return self._add_xf(made, int(number))

    def _fill_up(self) -> None:
        """Give every style that is named without being there the look it has: none."""
        style, differential = self._used()
        if max(style, differential) > _MOST_STYLES:
            raise DamagedError("styles.xml：单元格的样式序号过大，未写入；请用 Excel 打开并另存")
        while len(self._xfs) <= max(style, 0):
            self._add_xf(self._default, 0)
        while len(self._dxfs) <= differential:
            self._add_dxf(f"<{self._prefix}dxf/>".encode())
        self._missing = False

    def _add_xf(self, xf: bytes, number: int) -> int:
        self._xfs.append(xf)
        self._new_xfs.append(xf)
        self._format_ids.append(number)
        return len(self._xfs) - 1

    def _format_number(self, code: str) -> int:
        if code in _NUMBERED:
            return _NUMBERED[code]
        for number, known in self._codes.items():
            if known == code and number not in _LOCAL:
                return number
        number = max(163, *self._codes) + 1
        self._codes[number] = code
        new = f'<{self._prefix}numFmt numFmtId="{number}" formatCode={quoted(code)}/>'
        self._new_formats.append(new.encode())
        return number

    def dxf(self, colour: str) -> int:
        """Return the differential style that fills a cell with ``RRGGBB``."""
        self._refuse_unclear()
        p = self._prefix
        new = (
            f'<{p}dxf><{p}fill><{p}patternFill><{p}bgColor rgb="FF{colour}"/>'
            f"</{p}patternFill></{p}fill></{p}dxf>"
        ).encode()
        wanted = _canonical(parse(new))
        if self._missing:
            self._fill_up()
        if wanted in self._dxfs:
            return self._dxfs.index(wanted)
        return self._add_dxf(new)

    def _add_dxf(self, new: bytes) -> int:
        self._dxfs.append(_canonical(parse(new)))
        self._new_dxfs.append(new)
        return len(self._dxfs) - 1

    @property
    def grown(self) -> bool:
        """Whether anything was added."""
        return bool(self._new_formats or self._new_xfs or self._new_dxfs)

    def data(self) -> bytes:
        """Return the part with what was added; the very same bytes when nothing was."""
        cuts = Splices(self._data)
        for name, new, count in (
            ("numFmts", self._new_formats, 0),
            ("cellXfs", self._new_xfs, len(self._xfs)),
            ("dxfs", self._new_dxfs, len(self._dxfs)),
        ):
            if not new:
                continue
            node = self._root.find(name)
            if node is None:
                tag = self._prefix + name
                whole = (
                    f'<{tag} count="{len(new)}">'.encode() + b"".join(new) + f"</{tag}>".encode()
                )
                cuts.insert(self._root, _ORDER, name, whole)
            else:
                cuts.append(node, b"".join(new))
                cuts.attribute(node, "count", str(count or len(node.children) + len(new)))
        return cuts.done()

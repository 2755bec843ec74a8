"""Number formats of an .ods: its data styles as format codes of a spreadsheet, found by cell."""

from collections.abc import Mapping

from lxml import etree

from workbook.reading.walk import local

_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DATA_STYLES = frozenset(
    f"{kind}-style"
    for kind in ("number", "currency", "percentage", "date", "time", "boolean", "text")
)
_PLAIN = frozenset(" -/:.,()+")


class OdsStyles:
    """The styles of a file's parts; ``hidden`` are those of tables that are not displayed."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._data_style: dict[str, str] = {}
        self._parent: dict[str, str] = {}
        self.hidden: set[str] = set()

    def take(self, element: etree._Element) -> None:
        """Take in a ``style:style`` or a data style."""
        name = attribute(element, "name") or ""
        if local(element) != "style":
            self._codes[name] = _code(element)
        elif attribute(element, "family") == "table":
            if any(
                p.get(_TABLE + "display") == "false" for p in element.iter("{*}table-properties")
            ):
                self.hidden.add(name)
        elif attribute(element, "family") == "table-cell":
            self._data_style[name] = attribute(element, "data-style-name") or ""
            self._parent[name] = attribute(element, "parent-style-name") or ""

    def code(self, style: str) -> str | None:
        """Give the format code of a cell style; None where neither it nor its parents have one."""
        for _ in range(20):
            if code := self._codes.get(self._data_style.get(style, "")):
                return code
            if not (style := self._parent.get(style, "")):
                break
        return None


def attribute(element: etree._Element, name: str) -> str | None:
    """Give an attribute by its local name, in the namespace that OpenDocument has for it."""
    return element.get(_NUMBER + name) or element.get(_STYLE + name)


def _code(style: etree._Element) -> str:
    elapsed = attribute(style, "truncate-on-overflow") == "false"
    pieces: list[str] = []
    for child in style:
        piece = _piece(child, local(style))
        if elapsed and piece[:1] in {"h", "m", "s"} and piece:
            piece, elapsed = f"[{piece}]", False
        pieces.append(piece)
    return "".join(pieces)


def _piece(child: etree._Element, kind: str) -> str:
    name, long = local(child), attribute(child, "style") == "long"
    if name in {"text", "currency-symbol"}:
        return _literal(child.text or "", percent=kind == "percentage-style")
    if name == "number":
        return _number(child)
    if name == "month":
        letters = 3 if attribute(child, "textual") == "true" else 1
        return "m" * (letters + long)
    if name == "seconds":
        decimals = _count(child, "decimal-places")
        return ("ss" if long else "s") + ("." + "0" * decimals if decimals else "")
    letter = _LETTERS.get(name, ("", ""))
    return letter[long]


_LETTERS: Mapping[str, tuple[str, str]] = {
    "year": ("yy", "yyyy"),
    "day": ("d", "dd"),
    "day-of-week": ("ddd", "dddd"),
    "hours": ("h", "hh"),
    "minutes": ("m", "mm"),
    "am-pm": ("AM/PM", "AM/PM"),
    "era": ("g", "ggg"),
    "scientific-number": ("0.00E+00", "0.00E+00"),
    "fraction": ("# ?/?", "# ?/?"),
    "boolean": ("General", "General"),
    "text-content": ("@", "@"),
}
"""Short and long form."""


def _number(number: etree._Element) -> str:
    if attribute(number, "decimal-places") is None and _count(number, "min-integer-digits") <= 1:
        whole = "#,##0" if attribute(number, "grouping") == "true" else "General"
    else:
        decimals = _count(number, "decimal-places")
        whole = "0" * max(1, _count(number, "min-integer-digits"))
        if attribute(number, "grouping") == "true":
            whole = "#,##0"
        whole += "." + "0" * decimals if decimals else ""
    factor, scale = _count(number, "display-factor", 1 << 40), ""
    while factor >= 1000:
        factor, scale = factor // 1000, scale + ","
    return whole + scale


def _literal(text: str, *, percent: bool) -> str:
    if (percent and "%" in text) or set(text) <= _PLAIN:
        return text
    return '"' + text.replace('"', "") + '"'


def _count(element: etree._Element, name: str, most: int = 30) -> int:
    text = attribute(element, name) or "0"
    return min(int(text), most) if text.isdecimal() and len(text) < 15 else 0

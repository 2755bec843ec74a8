"""What a number format makes of a number: the same quantity, or another one (rules 2)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import Enum
from functools import cache

from workbook.values.text import plain

HIDDEN = "（不显示）"
"""Stands for what a cell shows whose format shows nothing."""

NO_DATE = "########"
"""What a cell shows whose format is a date's and whose number is none."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*(?:(?P<filling>\w)|.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式|通用格式|@)|(?P<power>E[+-][0#?]+)"
    r"|(?P<digit>[0#?])|(?P<date>[ymdhs]+)|(?P<bare>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"?|[\\!_*].|\[[^\]]*\]|[^;"])*')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)\]")
_CURRENCY = re.compile(r"\$(?P<sign>[^-]*)(?:-(?P<locale>[0-9A-Fa-f]+))?")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_GROUPED = re.compile(r"[0#?],[0#?]")
_SIGNS = re.compile(r"[\s,+()-]")
_JAPANESE = "411"
_MARKS = {"general": "G", "power": "E", "date": "D"}


REAL_PERCENT = "％"
"""Stands in ``words`` for a sign that shows hundredths; one that is only text is a plain ``%``."""


class Measure(Enum):
    """What a cell's number counts: the words that may stand beside it, and nothing else."""

    NUMBER = r""
    YUAN = r"(?:人民币|cny|rmb)?¥?(?:人民币|cny|rmb|元整?|圆整?)?"
    POINTS = r"分?"
    SHARE = r"％?"
    COUNT = r"[人个件户次条项字天日]?"
    MINUTES = r"(?:分钟?)?"


@dataclass(frozen=True, slots=True)
class Look:
    """A number as its format shows it.

    ``text`` is what is seen, ``words`` what stands there beside figure and sign, folded; ``same``
    tells whether the figure is the number. ``code`` tells whether the whole is a number spelled
    with fixed signs, as codes are.
    """

    text: str
    words: str
    same: bool
    code: bool


def shown_otherwise(value: float, code: str | None, measure: Measure = Measure.NUMBER) -> str:
    """Give a number as its format shows it where that is another quantity, else ``""``.

    Only what a ``measure`` allows is the same. 0.3 under ``0%`` → ``30%``, but ``""`` for a share;
    1.5 under ``0.0"万元"`` → ``1.5万元``; 1.5 under ``0.0"元"`` → ``""`` for an amount in yuan.
    """
    look = look_of(value, code)
    allowed = look.same and re.fullmatch(measure.value, look.words)
    return "" if allowed else look.text or HIDDEN


def unclear(value: float, shown: str) -> str:
    """Say of a number that its format shows as another quantity what to do."""
    return (
        f"值是 {plain(value)}，显示为 “{shown}”，看不出是哪一个；"
        "请把单元格格式改为数值，填写实际的数"
    )


def text_shown(value: object, code: str | None) -> str:
    """Give what stands in a cell that holds a name or a number of a document, as it is shown.

    A number spelled with fixed signs is these as well: 1 under ``"AD"000`` → ``AD001``. Other
    formats only dress it up: 12 under ``#,##0.00`` → ``12``.
    """
    if code is None or isinstance(value, bool) or not isinstance(value, int | float):
        return plain(value)
    look = look_of(value, code)
    return look.text if look.code else plain(value)


def look_of(value: float, code: str | None) -> Look:
    """Tell how a format shows a number, by the part of the format that is for it."""
    number = Decimal(str(value))
    if not code or not number.is_finite():
        return Look(plain(value), "", same=True, code=False)
    section, signed = _section_for(number, code)
    with localcontext(rounding=ROUND_HALF_UP):
        return _Section(section).look(value, number, signed=signed, code=code)


def _section_for(number: Decimal, code: str) -> tuple[str, bool]:
    """Give the part of a format for a number, and whether the sign is left to that part."""
    sections = _sections(code)
    if len(sections) > 1 and _is_for_text(sections[-1]):
        sections = sections[:-1]
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _meets(number, condition[1], Decimal(condition[2])):
                return section, False
        return "", False
    if number < 0 and len(sections) > 1:
        return sections[1], True
    return sections[2 if number == 0 and len(sections) > 2 else 0], False


def _is_for_text(section: str) -> bool:
    return any(token["general"] == "@" for token in _TOKEN.finditer(section))


def _meets(number: Decimal, sign: str, bound: Decimal) -> bool:
    if number == bound:
        return sign in {"<=", ">=", "="}
    return sign == "<>" or sign[0] == ("<" if number < bound else ">")


@cache
def _sections(code: str) -> tuple[str, ...]:
    found, at = [], 0
    while at <= len(code):
        match = _SECTION.match(code, at)
        assert match is not None
        found.append(match[0])
        at = match.end() + 1
    return tuple(found)


class _Section:
    """One part of a format in order: places for digits, and what stands there as it is."""

    def __init__(self, section: str) -> None:
        self.parts = tuple(_parts(section))
        self.skeleton = "".join(mark for mark, _ in self.parts)
        self.red = re.search(r"\[(?:red|红色?|color ?3)\]", section, re.IGNORECASE) is not None

    def look(self, value: float, number: Decimal, *, signed: bool, code: str) -> Look:
        literal = "".join(text for _, text in self.parts)
        figure = re.search(r"[0#?G].*[0#?G]|[0#?G]", self.skeleton)
        if figure is None and "D" in self.skeleton:
            return Look(NO_DATE, "", same=False, code=False)
        if figure is None:
            dash = number == 0 and "-" in literal
            blank = number == 0 and not literal.strip() and "0" in _sections(code)[0]
            return Look(literal.strip(), _folded(literal), same=dash or blank, code=False)
        inner = figure[0]
        special = "G" in inner or "E" in self.skeleton or "/" in inner
        percent = self.skeleton.count("%")
        scale = _SCALED.search(self.skeleton)
        thousands = scale[0].count(",") if scale else 0
        shown = abs(number) * 100**percent / Decimal(1000) ** thousands
        text = self._filled(plain(abs(value)) if special else None, shown)
        before = "".join(text for _, text in self.parts[: figure.start()])
        minus = "-" in before or before.rstrip().endswith("(")
        if number < 0 and not signed:
            text, minus = f"-{text}", not minus
        broken = any(text.strip() for _, text in self.parts[figure.start() : figure.end()])
        same = not broken and not thousands and percent <= 1
        same = same and (number == 0 or (minus or self.red if number < 0 else not minus))
        words = _folded(literal) + REAL_PERCENT * percent
        whole = number == number.to_integral_value() and number >= 0
        spelled = whole and not special and set(self.skeleton) <= set("0#?L")
        return Look(text.strip(), words, same=same, code=spelled)

    def _filled(self, special: str | None, shown: Decimal) -> str:
        """Put a number's digits into their places, from the right."""
        point = self.skeleton.find(".")
        digits = [i for i, mark in enumerate(self.skeleton) if mark in "0#?G"]
        whole = [i for i in digits if point < 0 or i < point]
        behind = [i for i in digits if 0 <= point < i]
        if special is not None or not whole:
            kept = {digits[0]: special if special is not None else f"{shown:.{len(behind)}f}"}
        else:
            grouped = "," if _GROUPED.search(self.skeleton) else ""
            before, _, after = f"{shown:{grouped}.{len(behind)}f}".partition(".")
            kept = {}
            if not grouped:
                before = before.zfill(sum(self.skeleton[i] == "0" for i in whole))
                for i in reversed(whole[1:]):
                    before, kept[i] = before[:-1], before[-1:]
            kept[whole[0]] = before
            kept |= dict(zip(behind, after, strict=True))
            kept |= {point: "."} if behind else {}
        return "".join(
            kept.get(i, "") + text + ("%" if mark == "%" else "")
            for i, (mark, text) in enumerate(self.parts)
        )


def _parts(section: str) -> Iterator[tuple[str, str]]:
    """Give a section's tokens: a mark for what each is, and the text that it shows itself."""
    for token in _TOKEN.finditer(section):
        kind, found = token.lastgroup, token[token.lastgroup] if token.lastgroup else ""
        if kind == "bracket":
            yield "L", _bracketed(found)
        elif kind in _MARKS:
            yield _MARKS[kind], ""
        elif kind == "digit" or (kind == "bare" and found in ".,%/"):
            yield found, ""
        elif found:
            yield "L", found


def _bracketed(found: str) -> str:
    """Give what a bracket shows: a currency, an elapsed time; colours and the like show nothing."""
    currency = _CURRENCY.fullmatch(found)
    if currency:
        japanese = (currency["locale"] or "").endswith(_JAPANESE)
        return currency["sign"] + ("（日元）" if japanese else "")
    return f"[{found}]" if re.fullmatch(r"h+|m+|s+", found, re.IGNORECASE) else ""


def _folded(literal: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", literal)).casefold()

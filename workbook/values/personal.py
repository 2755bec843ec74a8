"""Numbers in text that name a person: phones, identity and bank cards, however spaced (rules 8)."""

import re
import unicodedata
from collections.abc import Iterator

_DASHES = frozenset("/\\~·・•‧∙⋅−─ー")
_NUMERALS = "〇零○幺一二三四五六七八九"
_SPOKEN_DIGITS = str.maketrans(_NUMERALS, "0001123456789")
_OTHER_DIGITS = f"[{_NUMERALS}\u2460-\u2468\u24ea\u2474-\u247c\u2488-\u2490\u2776-\u277e]"
_ENOUGH = re.compile(rf"(?:(?:\d|{_OTHER_DIGITS})[^\d]*?){{7}}")
"""No number that is looked for has fewer digits."""

_WIDE = r"[ \-.,、:;|*_/]{1,3}"
_TIGHT = r"[ \-、:;|*_/]{1,3}"
_SPREAD = re.compile(
    rf"""
    (?=[(1-9])(?<![0-9])(?:
      (?P<identity>[1-9](?P<by_one>[^0-9A-Za-z]{{1,3}})(?:[0-9](?P=by_one)){{16}}[0-9Xx])
    | 1(?P<apart>[^0-9A-Za-z]{{1,3}})[3-9](?:(?P=apart)[0-9]){{9}}
    | \(1[3-9][0-9]\)[ -]?[0-9]{{4}}[ -]?[0-9]{{4}}
    | 1[3-9][0-9]{_WIDE}[0-9]{{4}}{_WIDE}[0-9]{{4}}
    | 1[3-9][0-9]{_TIGHT}[0-9]{{8}}
    | 1[3-9][0-9]{{2}}{_TIGHT}[0-9]{{7}}
    | 1[3-9][0-9]{{3}}{_TIGHT}[0-9]{{6}}
    | 1[3-9][0-9]{{4}}{_TIGHT}[0-9]{{5}}
    | 1[3-9][0-9]{{5}}{_TIGHT}[0-9]{{4}}
    | 1[3-9][0-9]{{9}}
    )(?![0-9])
    """,
    re.VERBOSE,
)
_PASSPORT = re.compile(
    r"""
    (?<![A-Za-z0-9])(?:[EeGg](?!(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2]))[0-9]{8}
      |[Ee][A-HJ-NP-Za-hj-np-z][0-9]{7})(?![A-Za-z0-9])
    | (?:护照|通行证)[^0-9A-Za-z]{0,6}[A-Za-z]{1,2}[0-9]{7,8}(?![0-9])
    """,
    re.VERBOSE,
)

_GAP = r"[ ]{0,4}[-.]{0,2}[ ]{0,4}"
_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_WHOLE = rf"1[3-9][0-9]{{9}}|[1-9][0-9]{{5}}(?:18|19|20)[0-9]{{2}}{_DAY}[0-9]{{3}}[0-9Xx]"
_LOCAL = rf"[0-9]{{3,4}}{_GAP}[0-9]{{4}}"

_NUMBERS = re.compile(
    rf"""
    (?=[+(0-9])(?<![0-9])(?:
    (?:(?P<joined>(?:{_WHOLE}){{2,3}})
    | (?P<mobile>(?P<country>(?:\+|00)?86\)?{_GAP})?\(?0?
      (?: 1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}
        | 1[3-9][0-9](?P<s3>[ -])[0-9]{{3}}(?P=s3)[0-9]{{5}}
        | 1[3-9][0-9]{{2}}(?P<s4>[ -])(?:[0-9]{{3}}(?P=s4)[0-9]{{4}}|[0-9]{{4}}(?P=s4)[0-9]{{3}})
        | 1-[3-9][0-9]{{2}}-[0-9]{{3}}-[0-9]{{4}}
        | 1[3-9][0-9],[0-9]{{4}},[0-9]{{4}}
        | 1[ ][3-9](?:[ ][0-9]){{9}}
      ))
    | (?:(?:(?P<abroad>(?:\+|00)86\)?{_GAP})\(?0?\)?|\(?0){_AREA}\)?{_GAP}{_LOCAL})
    | (?P<identity>[1-9][0-9]{{2}}{_GAP}[0-9]{{3}}{_GAP}(?:18|19|20)[0-9]{{2}}{_GAP}
      {_DAY}{_GAP}[0-9]{{3}}[ ]?[0-9Xx])
    )(?![0-9])
    | (?<![A-Za-z])(?:
      (?:[1-9][0-9]{{7}}{_DAY}[0-9]{{3}})
    | (?P<card>[0-9]{{15,18}}[0-9Xx])
    | (?!(?:20[0-9]{{2}}.){{3}}20)(?P<groups>[0-9]{{4}}(?P<sep>[ ]{{1,4}}|-)
      [0-9]{{4}}(?P=sep)[0-9]{{4}}(?P=sep)[0-9]{{4}}(?:(?P=sep)[0-9]{{1,2}}[0-9Xx]?)?)
    )(?![0-9A-Za-z])
    )
    """,
    re.VERBOSE,
)
_NAMED = re.compile(
    rf"""
    (?=[电座固手号微联拨致Tt])
    (?: (?:电话|座机|固话|手机|号码|微信)[: ]{{0,4}}
      | (?:电话|座机|固话|手机|联系|拨打|致电|微信|[Tt][Ee][Ll])[^0-9,;。、!?元费]{{0,6}}
        (?!(?:19|20)[0-9]{{2}}[-.]?{_DAY}(?![0-9]))(?=[2-9])
    )
    (?P<locals>{_LOCAL}(?:[ ]?[-、,;和或及][ ]?{_LOCAL})*)
    (?![0-9]|\.[0-9]|[ ]?(?:元|万|亿|件))
    """,
    re.VERBOSE,
)
_NAMED_AFTER = re.compile(
    rf"(?<![0-9])(?!(?:19|20)[0-9]{{2}}[-.]?{_DAY})(?P<locals>(?=[2-8]){_LOCAL})"
    r"[ (]{0,2}(?:电话|座机|固话)"
)
_ONE = re.compile(_LOCAL)
_SINGLE = re.compile(_WHOLE)
_AMOUNT = re.compile(r"[0-9]{7}\.[0-9]{4}")
_IDENTITY = re.compile(r"[1-9][0-9]{5}(?:18|19|20)[0-9]{9}[0-9Xx]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class _Alike(dict[int, str]):
    """A character → the one that stands for all like it: digits, dashes, spaces, brackets."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _alike(chr(code))
        return found


def _alike(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if char.isspace():
        return " "
    if kind in ("Cf", "Mn", "Cc"):
        return ""
    if kind in ("Ps", "Pe"):
        return "(" if kind == "Ps" else ")"
    plain = unicodedata.normalize("NFKC", char)
    if kind in ("Pd", "Pc") or char in _DASHES or plain in _DASHES:
        return "-"
    return plain if len(plain) == 1 else char


_ALIKE = _Alike()


def hidden_digits(text: str) -> dict[int, str]:
    """Return what to put in place of the digits of personal numbers: place in ``text`` → sign.

    A number keeps its first three digits and last four; a short one only the last four. Bare
    numbers of seven or eight digits count where the text names them: 电话, 手机, 联系.
    """
    if not _ENOUGH.search(text):
        return {}
    alike = text.translate(_ALIKE)
    shown: dict[int, str] = {}
    for digits, lead in (*_numbers(alike), *_local_numbers(alike)):
        if shown.keys().isdisjoint(digits):
            shown |= {place: alike[place] for place in digits}
            shown |= dict.fromkeys(digits[lead:-4], "*")
    if len(alike) == len(text):
        return shown
    places = [place for place, char in enumerate(text) if _ALIKE[ord(char)]]
    return {places[place]: sign for place, sign in shown.items()}


def names_a_person(text: str) -> bool:
    """Tell whether a text is nothing but a mobile number or an identity number that checks."""
    if not _ENOUGH.search(text):
        return False
    alike = text.translate(_ALIKE).strip()
    found = _NUMBERS.fullmatch(alike)
    if found is None:
        return False
    return found["mobile"] is not None or _checks("".join(filter(str.isalnum, alike)))


def _checks(number: str) -> bool:
    """Tell whether an identity number of 18 characters ends in its check digit (GB 11643)."""
    if not _IDENTITY.fullmatch(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def _numbers(alike: str) -> Iterator[tuple[list[int], int]]:
    """Yield the places of each number's digits and how many of the first ones may be seen."""
    for match in _SPREAD.finditer(alike.translate(_SPOKEN_DIGITS)):
        yield _digits(alike, match.span(), _NUMERALS + ("Xx" if match["identity"] else "")), 3
    for match in _PASSPORT.finditer(alike):
        yield _digits(alike, match.span()), 0
    for match in _NUMBERS.finditer(alike):
        if match["joined"]:
            for one in _SINGLE.finditer(alike, *match.span()):
                yield list(range(*one.span())), 3
            continue
        if _AMOUNT.fullmatch(match.group()):
            continue
        marks = "Xx" if match["identity"] or match["card"] or match["groups"] else ""
        digits = _digits(alike, match.span(), marks)
        country = match["country"] or match["abroad"] or ""
        yield digits, sum(map(str.isdigit, country)) + (3 if len(digits) >= 10 else 0)


def _local_numbers(alike: str) -> Iterator[tuple[list[int], int]]:
    for match in (*_NAMED.finditer(alike), *_NAMED_AFTER.finditer(alike)):
        for one in _ONE.finditer(alike, *match.span("locals")):
            yield _digits(alike, one.span()), 0


def _digits(alike: str, span: tuple[int, int], marks: str = "") -> list[int]:
    """Give the places of the digits within a span, and of ``marks``."""
    return [i for i in range(*span) if alike[i].isdigit() or alike[i] in marks]

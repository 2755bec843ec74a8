"""What in a reply a person should look at: each finding quotes the words it rests on.

No score and no decision (附件1 一.3): it sorts work and judges nobody.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from macros_py.rules.replies.elements import lacking
from macros_py.rules.replies.told_times import CONTACTED, told_times


class Kind(Enum):
    """What a finding is about; the text names it where no words may be quoted."""

    ELEMENT = "缺要素"
    PLACEHOLDER = "仅有套话"
    SHORT = "字数不足"
    SAME = "与另一件相同"
    OTHER_NUMBER = "写了另一件的编号"
    OTHER_PHONE = "写了另一件的电话"
    OTHER_PLACE = "写了另一村社区"
    TIME = "时间与台账不符"
    RESOLVED = "解决情况与回访不符"
    CONTACT = "联系情况与台账不符"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; ``words`` quotes the reply and stays in the ledger."""

    kind: Kind
    words: str
    element: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A case as far as its reply is held to it; ``text`` without spaces.

    ``numbers`` are its own numbers, ``contact`` and ``closed`` its times, with whether each is a
    date only. ``unresolved``: the callback says so.
    """

    text: str
    numbers: frozenset[str]
    phone: str
    place: str
    unit: str
    contact: tuple[datetime, bool] | None
    closed: tuple[datetime, bool] | None
    unresolved: bool


@dataclass(frozen=True)
class OtherCases:
    """What other cases have: numbers, phones, places (longest first), and the same text.

    ``same`` maps a text to the cases that have it, by number as shown.
    """

    numbers: frozenset[str]
    phones: frozenset[str]
    places: Sequence[str]
    same: Mapping[str, Sequence[str]]


_RUN = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{4,}[0-9A-Za-z]")
_GREETING = re.compile(
    r"^(?:尊敬的)?(?:市民|网友|来电人|诉求人)?(?:朋友)?[，,]?"
    r"(?:[您你]?好|[您你](?=[!！,，。:：]))?[!！,，。:：]*"
)
_EMPTY_WORDS = re.compile(
    r"(?:(?:您的?|你的?|该)?(?:反映的?)?(?:诉求|来电|反映|留言|问题|工单|情况)?(?:我[们镇]|本单位|现)?"
    r"(?:已收悉|收悉|已收到|已知悉|已知晓|已阅|已受理|已记录|已登记"
    r"|已?(?:转交?|交由|移交|转办)[^，。；!！]{0,20}|正在(?:办理|处理)中?"
    r"|感谢[^，。；!！]{0,20}|谢谢[^，。；!！]{0,10})[，。；、!！,;.]*)+"
)
_SOLVED = re.compile(r"(?<![未没不尚])已经?[^，。；,;未没不]{0,4}解决")
_UNREACHED = ("无法联系", "联系不上", "未能联系", "未联系上", "无人接听", "多次拨打未接")


def number_key(number: str) -> str:
    """Return the part of a case number that a reply can be searched for, ``""`` for too short."""
    return max(_RUN.findall(number), key=len, default="")


def findings_of(
    reply: Reply, others: OtherCases, elements: Mapping[str, tuple[str, ...]], fewest: int
) -> tuple[Finding, ...]:
    """Return what to look at in a reply; ``fewest`` characters are asked for."""
    return (*_wording(reply.text, elements, fewest), *_foreign(reply, others), *_facts(reply))


def _wording(text: str, elements: Mapping[str, tuple[str, ...]], fewest: int) -> Iterator[Finding]:
    for name in lacking(text, elements):
        yield Finding(Kind.ELEMENT, f"未见{name}", name)
    rest = _GREETING.sub("", text, count=1)
    if len(rest) <= 2 * fewest and _EMPTY_WORDS.fullmatch(rest):
        yield Finding(Kind.PLACEHOLDER, f"写了“{rest}”，但未见办理内容")
    if len(text) < fewest:
        yield Finding(Kind.SHORT, f"写了{len(text)}字，未见{fewest}字以上的内容")


def _foreign(reply: Reply, others: OtherCases) -> Iterator[Finding]:
    text = reply.text
    same = others.same.get(text, ())
    if len(same) > 1:
        other = next((case for case in same if number_key(case) not in reply.numbers), same[0])
        yield Finding(Kind.SAME, f"写了与 {other} 相同的内容，但未见本件的依据")
    for run in dict.fromkeys(_RUN.findall(text)):
        if run in others.numbers and run not in reply.numbers:
            yield Finding(Kind.OTHER_NUMBER, f"写了“{run}”（另一件的编号），但未见依据")
        elif (digits := run.replace("-", "")) != reply.phone and digits in others.phones:
            yield Finding(Kind.OTHER_PHONE, f"写了“{run}”（另一件的电话），但未见依据")
    for place in others.places:
        if place in text:
            text = text.replace(place, "\0")
            own = place in reply.place or (reply.place and reply.place in place)
            if not own and place not in reply.unit:
                named = f"（台账为{reply.place}）" if reply.place else ""
                yield Finding(Kind.OTHER_PLACE, f"写了“{place}”，但未见依据{named}")


def _facts(reply: Reply) -> Iterator[Finding]:
    for told in told_times(reply.text):
        known = reply.contact if told.of == CONTACTED else reply.closed
        if known and told.contradicts(known[0], dateonly=known[1]):
            moment = f"{known[0]:%m-%d}" if known[1] else f"{known[0]:%m-%d %H:%M}"
            words = f"写了{told.of}“{told.words}”，但未见依据（台账为{moment}）"
            yield Finding(Kind.TIME, words)
    solved = _SOLVED.search(reply.text) if reply.unresolved and "解决" in reply.text else None
    if solved:
        yield Finding(Kind.RESOLVED, f"写了“{solved[0]}”，但未见依据（回访为未解决）")
    if reply.contact:
        for words in _UNREACHED:
            if words in reply.text:
                yield Finding(Kind.CONTACT, f"写了“{words}”，但未见依据（台账有首次联系时间）")
                break

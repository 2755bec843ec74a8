"""明显违约违规 events as text in the cell 说明 of 附件2: one wording to write, many to read."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workbook.evaluation.filled_form.dates import find_date
from workbook.evaluation.filled_form.marks import MARK_RUN, is_marked
from workbook.values.text import is_blank
from workbook.values.words import names_nobody

_NEGATION = r"(?:无|没有|未发生|未出现|未发现|不存在|未产生|未涉及)(?:任何|发生|出现|过)?"
_NONE = r"[::]?(?:无|没有|未发生|0[件次起项]?|零[件次起项])"
_NOTHING = re.compile(rf"[^;。]{{0,16}}?(?:{_NEGATION}[^;。]*|无)")
_BY = re.compile(r"(?:认定人|确认人)\s*[::]?\s*(?P<by>[^\s,;。()::]*)")
_ON = re.compile(r"认定(?:日期|时间)\s*[::]?\s*(?P<on>[^,;。()]*)")
_AFTER_NAME = re.compile(r"[,\s]*(?P<on>\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?)")
_CASE = re.compile(
    r"(?:工单|案件|诉求)(?:编号|单号|号)?\s*[::]?\s*(?P<case>[A-Za-z0-9][A-Za-z0-9-]{4,})"
)
_NUMBERED = re.compile(r"\s*(?:\(\d{1,2}\)|\d{1,2}(?:[.、)]|(?=\D)))\s*")
_CONFIRMED = re.compile(r"认定人[：: ]|（未认定）")
_REVOKED = re.compile(
    r"(?<!未)(?<!未能)(?<!没有)(?<!不予)(?<!拒绝)(?<!申请)(?:撤销|撤回|核减|剔除)(?!申请)"
    r"|不成立|不属实|不予认定|不再认定|认定有误|系误|误判|免于扣|不扣分|不计分|申诉(?:成功|通过)"
)
_SEVERAL = r"(?:[2-9]|\d{2,}|[两二三四五六七八九十]+)\s*[件次起项个]"

Kinds = Mapping[str, str]
"""Every word for a kind, and the kind it means."""


@dataclass(frozen=True, slots=True)
class EventText:
    """What one event's text says; ``confirmed_by`` is ``""`` when nobody is named."""

    kind: str
    description: str
    case_id: str
    confirmed_by: str
    confirmed_on: date | None


def write_events(events: Sequence[EventText]) -> str:
    """Put events into one cell, a line each; `read_events` gives the same ones back."""
    return "\n".join(map(_line, events))


def read_events(
    text: str, kinds: Sequence[str] | Kinds, *, own: bool = True
) -> tuple[EventText, ...]:
    """Read the events of a cell; none for a blank one or one that says there were none.

    ``own``: the tool itself made the sheet, so that a text in its own wording is read by it. Any
    other text is read freely. Raises ValueError with the words that fit none of the ``kinds`` or
    more than one, that mean several events at once, with a 认定日期 that is no date, and with a
    text that both readings understand differently.
    """
    words = kinds if isinstance(kinds, Mapping) else {kind: kind for kind in kinds}
    text = re.sub(r"\r\n?|_x000D_\n?", "\n", text).strip()
    ours = _own_lines(text, list(dict.fromkeys(words.values())))
    if own and ours is not None:
        return ours
    plain = unicodedata.normalize("NFKC", text)
    free = tuple(_event(word, words[word], said) for word, said in _segments(plain, words))
    if ours is not None and list(map(_told, ours)) != list(map(_told, free)):
        raise ValueError(text)
    return free


def says_revoked(text: str) -> bool:
    """Tell whether a text says of an event that it was revoked, or never was one."""
    return _REVOKED.search("".join(text.split())) is not None


def _told(event: EventText) -> tuple[object, ...]:
    return event.kind, event.confirmed_by, bool(event.description)


def _line(event: EventText) -> str:
    case = f"工单编号：{event.case_id}；" if event.case_id else ""
    by = f"认定人：{event.confirmed_by}" if event.confirmed_by else "未认定"
    on = f"；认定日期：{event.confirmed_on.isoformat()}" if event.confirmed_on else ""
    return f"{event.kind}：{event.description}（{case}{by}{on}）"


def _own_lines(text: str, kinds: Sequence[str]) -> tuple[EventText, ...] | None:
    """Read what `write_events` wrote; None for any other text."""
    kind = "|".join(map(re.escape, kinds))
    line = re.compile(
        rf"(?P<kind>{kind})：(?P<text>.*?)（(?:工单编号：(?P<case>.+?)；)?"
        r"(?:认定人：(?P<by>.+?)|未认定)(?:；认定日期：(?P<on>\d{4}-\d\d-\d\d))?）"
        rf"(?:\n(?=(?:{kind})：)|\Z)",
        re.DOTALL,
    )
    another = re.compile(
        rf"(?:{kind})\s*[：:]|[）)][；;。，,、\s]*(?:{kind})|\d[.、)）]\s*(?:{kind})"
    )
    events, place = [], 0
    while place < len(text):
        match = line.match(text, place)
        if not match or another.search(match.group(), len(match["kind"]) + 1):
            return None
        on = date.fromisoformat(match["on"]) if match["on"] else None
        by, case = match["by"] or "", match["case"] or ""
        if re.search(rf"认定人|；|;|{kind}", by) or _CONFIRMED.search(match["text"]):
            return None
        events.append(EventText(match["kind"], match["text"], case, by, on))
        place = match.end()
    return tuple(events)


def _segments(text: str, kinds: Kinds) -> Iterator[tuple[str, str]]:
    """Give each event's word and what is said; words that name no kind belong to those before."""
    kind: str | None = None
    words: list[str] = []
    for part in _parts(text, kinds):
        numbered = _NUMBERED.match(part)
        found = _kinds_in(part, kinds)
        if len({kinds[word] for word in found}) > 1 or _several(part, found):
            raise ValueError(part)
        if _behind_a_name(part, kinds) or (found and says_revoked(part)):
            raise ValueError(part)
        if found:
            if kind:
                yield kind, ";".join(words)
            kind, words = found[0], [part[numbered.end() :] if numbered else part]
        elif _says_nothing(part, kinds):
            continue
        elif kind is None or (numbered and not part[: numbered.end()].strip().isdigit()):
            raise ValueError(part)
        else:
            words.append(part)
    if kind:
        yield kind, ";".join(words)


def _parts(text: str, kinds: Kinds) -> Iterator[str]:
    """Cut at line breaks, semicolons, ends before a kind; where kinds are ticked, at boxes."""
    named = "|".join(map(re.escape, sorted(kinds, key=len, reverse=True)))
    boxed = re.compile(rf"({MARK_RUN})\s*(?={named})")
    if boxed.search(text):
        pieces = boxed.split(text)
        if pieces[0].strip(" \n:,;。"):
            raise ValueError(pieces[0].strip())
        for run, words in zip(pieces[1::2], pieces[2::2], strict=True):
            if is_marked(run):
                yield " ".join(words.split())
        return
    for part in re.split(rf"[\n;]|(?:(?<=。)|(?<=\D\)))\s*(?=(?:{named})\s*[::(])", text):
        if not is_blank(part.strip(" ,。、_")):
            yield part.strip()


def _kinds_in(part: str, kinds: Kinds) -> list[str]:
    """Words for kinds that are there and not denied (无零分工单, 零分工单：0件)."""
    compact = "".join(part.split())
    word = "|".join(map(re.escape, sorted(kinds, key=len, reverse=True)))
    denied = re.compile(rf"{_NEGATION}(?:{word})(?:(?:、|和|及|以及|或|与|/)(?:{word}))*")
    none = re.compile(rf"(?:{word}){_NONE}(?=[,、。]|\Z)")
    left = none.sub("", denied.sub("", compact))
    return list(dict.fromkeys(re.findall(word, left)))


def _behind_a_name(part: str, kinds: Kinds) -> bool:
    """Tell whether a kind stands behind who confirmed another event, without a break between."""
    named = re.search(r"认定人|确认人|未认定", part)
    return named is not None and any(part.find(kind, named.end()) >= 0 for kind in kinds)


def _several(part: str, found: Sequence[str]) -> bool:
    """Tell whether a part means more than one event of its kind (零分工单2件, 零分工单…；两起)."""
    compact = "".join(part.split())
    for word in found:
        kind = re.escape(word)
        if len(re.findall(kind, compact)) > 1:
            return True
        if re.search(rf"{kind}[::,(]*(?:共|计|合计)*{_SEVERAL}|{_SEVERAL}{kind}", compact):
            return True
    return False


def _says_nothing(part: str, kinds: Kinds) -> bool:
    compact = "".join(part.split()).strip("。,、:")
    named = any(kind in compact for kind in kinds)
    return named or bool(_NOTHING.fullmatch(compact)) or names_nobody(compact)


def _event(word: str, kind: str, words: str) -> EventText:
    event = EventText(kind, "", "", "", None)
    by, on, case = _BY.search(words), _ON.search(words), _CASE.search(words)
    if len(_BY.findall(words)) > 1:
        raise ValueError(words)
    if by:
        name = re.split("认定(?:日期|时间)", by["by"])[0].strip("、_")
        event = replace(event, confirmed_by="" if names_nobody(name) else name)
        on = on or _AFTER_NAME.match(words, by.end())
    if on:
        try:
            event = replace(event, confirmed_on=find_date(on["on"]))
        except ValueError:
            raise ValueError(on.group().strip(" ,")) from None
    if case:
        event = replace(event, case_id=case["case"])
    rest = words
    for match in sorted((m for m in (by, on) if m), key=lambda m: m.start(), reverse=True):
        rest = rest[: match.start()] + rest[match.end() :]
    rest = re.sub(r"未认定|\(\s*[,;、]*\s*\)|\s+$", "", rest)
    rest = re.sub(r"[\s,;、]+(?=\)|$)", "", rest)
    spaced = r"\s*".join(map(re.escape, word))
    rest = re.sub(rf"^{spaced}\s*[::,]?\s*", "", rest.strip()).strip(" ,;。、")
    return replace(event, description=rest or kind)

"""Every reply of a ledger held to the five elements and to the ledger itself (附件1 一.3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from macros_py.desk.todo.owed import Owed, Owing
from macros_py.inputs.judged_ledger import JudgedLedger
from macros_py.rules.deadlines.stages import CALLBACK
from macros_py.rules.deadlines.status import Status
from macros_py.rules.replies.elements import DEFAULT_ELEMENTS, words_of
from macros_py.rules.replies.reply_findings import (
    Finding,
    Kind,
    OtherCases,
    Reply,
    findings_of,
    number_key,
)
from workbook.ledger.ledger import Ledger
from workbook.ledger.phones import phone_digits
from workbook.reading.sheets import RawBook
from workbook.values.text import is_blank, is_fault, key, plain, tight

FEWEST = "最少字数"
_TOO_WIDE = ("镇", "乡", "街道", "区", "县", "市")
_NO_VILLAGE = ("社区", "小区", "街区", "园区")


@dataclass(frozen=True)
class CheckedReplies:
    """The findings of every reply by frame row; rows without a reply are not in it."""

    judged: JudgedLedger
    findings: Mapping[int, tuple[Finding, ...]]

    def lacking(self, row: int) -> list[str]:
        """Return the elements that the reply of a row lacks."""
        return [finding.element for finding in self.findings.get(row, ()) if finding.element]

    def kinds(self, row: int) -> str:
        """Name what was found in a row, without a word of the reply."""
        found = self.findings.get(row, ())
        lacking = "、".join(self.lacking(row))
        kinds = dict.fromkeys(f.kind.value for f in found if f.kind is not Kind.ELEMENT)
        return "；".join((*([f"缺{lacking}"] if lacking else []), *kinds))

    def short(self, row: int) -> str:
        """Count what was found in a row: ``缺2项，另1处``."""
        lacking = len(self.lacking(row))
        others = len(self.findings.get(row, ())) - lacking
        said = ((lacking, f"缺{lacking}项"), (others, f"{'另' if lacking else ''}{others}处"))
        return "，".join(text for count, text in said if count)

    def to_mend(self, owing: Owing) -> Iterator[Owed]:
        """Yield the replies with a finding of cases that have not been called back yet."""
        codes = self.judged.verdicts.status[CALLBACK.name]
        rows = owing.rows
        for row in sorted(self.findings):
            if self.findings[row] and rows[row] and codes[row] != Status.CALLED_BACK:
                yield owing.reply(row, self.kinds(row), self.short(row))


def check_replies(judged: JudgedLedger, book: RawBook) -> CheckedReplies:
    """Check every reply; a ledger without 回复内容 has none."""
    texts = dict(_texts(judged.ledger, book))
    cases = _Cases(judged, book, texts)
    elements = elements_of(judged)
    fewest = judged.in_force.settings.count(FEWEST) or 0
    others = cases.others
    found = {row: findings_of(cases.reply(row), others, elements, fewest) for row in texts}
    return CheckedReplies(judged, found)


def elements_of(judged: JudgedLedger) -> dict[str, tuple[str, ...]]:
    """Return the elements in force with their words: those of 五要素, else the default."""
    record = judged.in_force.evaluation
    rows = [(row.name, row.words) for row in record.elements] if record else []
    return {name: words_of(words) for name, words in (rows or DEFAULT_ELEMENTS.items())}


def _texts(ledger: Ledger, book: RawBook) -> Iterator[tuple[int, str]]:
    """Yield frame row and text of every reply, without spaces."""
    for row, value in _column(ledger, book, "reply"):
        if not is_blank(value) and not is_fault(value):
            yield row, tight(plain(value))


def _column(ledger: Ledger, book: RawBook, field: str) -> Iterator[tuple[int, object]]:
    """Yield frame row and cell of a field that the frame does not hold."""
    sheets, rows = ledger.columns["sheet"], ledger.columns["row"]
    for layout in ledger.sheets:
        if field not in layout.columns:
            continue
        sheet = book.load(layout.name)
        at = layout.columns[field] - sheet.first_column
        for row in np.flatnonzero(sheets == layout.name).tolist():
            yield row, sheet.rows[int(rows[row]) - sheet.first_row][at]


class _Cases:
    """What the check asks of each case."""

    def __init__(self, judged: JudgedLedger, book: RawBook, texts: Mapping[int, str]) -> None:
        columns = judged.ledger.columns
        self._texts = texts
        self._own = [
            frozenset(filter(None, (number_key(tight(one)), number_key(tight(other)))))
            for one, other in zip(columns["case_id"], columns["case_id2"], strict=True)
        ]
        self._numbers: list[str] = columns["case_id"].tolist()
        digits = ((row, phone_digits(v)) for row, v in _column(judged.ledger, book, "phone"))
        self._phones = {row: phone for row, phone in digits if phone not in ("", "?")}
        self._places = [tight(place) for place in columns["place"]]
        self._units = [tight(unit) for unit in columns["unit"]]
        self._contact = _moments(judged, "first_contact_at")
        self._closed = _moments(judged, "closed_at")
        self._unresolved = (columns["resolved"] == "未解决").tolist()

    def reply(self, row: int) -> Reply:
        """Return a row's case as its reply is held to it."""
        return Reply(
            self._texts[row],
            self._own[row],
            self._phones.get(row, ""),
            self._places[row],
            self._units[row],
            self._contact[row],
            self._closed[row],
            self._unresolved[row],
        )

    @cached_property
    def others(self) -> OtherCases:
        """What the cases of the ledger have, all together."""
        same: dict[str, list[str]] = {}
        for row, text in self._texts.items():
            same.setdefault(text, []).append(self._numbers[row])
        return OtherCases(
            frozenset().union(*self._own),
            frozenset(self._phones.values()),
            _places(self._places),
            {text: numbers for text, numbers in same.items() if len(set(numbers)) > 1},
        )


def _places(names: Sequence[str]) -> list[str]:
    """Return the villages and communities that a reply can name, the longest first."""
    found = {
        name
        for name in set(names)
        if len(key(name)) > 1 and (name.endswith(_NO_VILLAGE) or not name.endswith(_TOO_WIDE))
    }
    return sorted(found, key=lambda name: (-len(name), name))


def _moments(judged: JudgedLedger, field: str) -> list[tuple[datetime, bool] | None]:
    columns = judged.ledger.columns
    times = columns[field].astype("datetime64[s]").tolist()
    dates = columns[f"{field}_dateonly"].tolist()
    return [
        None if time is None else (time, dateonly)
        for time, dateonly in zip(times, dates, strict=True)
    ]

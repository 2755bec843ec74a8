"""A quarter's ledger rows as they are signed: by case number, no values (rules 7, 8).

Of each field that the rules read stands a keyed digest, blank for a blank one; title, content,
caller and phone are none of them. A case number that names a person is masked, beside a keyed
digest of its own.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from macros_py.rules.signing.digest import Line
from macros_py.rules.terms.quarters import Quarter, in_quarter
from macros_py.signoff.inputs import Writer, shown
from workbook.ledger.columns import CHOICES, TEXTS, TIMES
from workbook.ledger.headers import template_header

PART = "案件台账"
FIELDS = (*TIMES, "progress_dates", *CHOICES, *TEXTS, "replied")
NAMES = tuple("回复内容（有无）" if f == "replied" else template_header(f) for f in FIELDS)
_BYTES = 6
_BAD = "无法识别"
NO_NUMBER = "（缺编号）"
CHANGED, REMOVED, MOVED = "改写", "删除", "移出本季度"
FILLED, ADDED = "事后补填", "事后新增"


@dataclass(frozen=True, slots=True)
class LedgerChange:
    """A case whose row changed after signing.

    ``fields``: the headers of what was changed or moved, empty for a whole row; ``filled``: of what
    was blank and has been filled in since.
    """

    case_id: str
    kind: str
    fields: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()

    @property
    def alarm(self) -> bool:
        """Whether something that was signed is not there any more as it was."""
        return self.kind not in (FILLED, ADDED)

    def json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {**asdict(self), "alarm": self.alarm}

    def __str__(self) -> str:
        named = f"（{'、'.join(self.fields or self.filled)}）" if self.fields or self.filled else ""
        more = f"，{FILLED}（{'、'.join(self.filled)}）" if self.fields and self.filled else ""
        return f"{self.case_id}：{self.kind}{named}{more}"


def ledger_lines(frame: pd.DataFrame, quarter: Quarter, key: str) -> list[Line]:
    """Return a line for each case dispatched in the quarter, in no order that the file gave.

    Of a repeated case number the first row counts and has the bare number as its key.
    """
    rows = frame[in_quarter(frame["dispatched_at"].to_numpy(dtype="datetime64[s]"), quarter)]
    write, secret = Writer(key), key.encode()[:64]
    tags = zip(*(_tags(_texts(rows, field), secret) for field in FIELDS), strict=True)
    found = sorted(
        (write.case_number(str(number)) or NO_NUMBER, bool(later or not number), ",".join(row))
        for number, later, row in zip(rows["case_id"], rows["duplicate"], tags, strict=True)
    )
    seen = Counter[str]()
    lines = []
    for number, later, value in found:
        seen[number] += later
        lines.append(Line(PART, f"{number}#{seen[number]}" if later else number, value))
    return lines


def ledger_changes(
    before: Mapping[str, str], now: Sequence[Line], known: frozenset[str] = frozenset()
) -> Iterator[LedgerChange]:
    """Yield each case whose row is not what was signed (key → value, as `ledger_lines` has them).

    ``known``: every case number of the ledger, in whatever quarter, as `case_numbers` gives them.
    """
    after = {line.key: line.value for line in now}
    for key, value in before.items():
        if key not in after and key in known:
            yield LedgerChange(shown(key), MOVED, (template_header("dispatched_at"),))
        elif key not in after:
            yield LedgerChange(shown(key), REMOVED)
        elif after[key] != value:
            fields, filled = _changed(value, after[key])
            yield LedgerChange(shown(key), CHANGED if fields else FILLED, fields, filled)
    for key in after.keys() - before.keys():
        yield LedgerChange(shown(key), ADDED)


def _changed(before: str, after: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the headers of what was changed, and of what was blank."""
    fields = zip(NAMES, before.split(","), after.split(","), strict=False)
    differing = [(name, old) for name, old, new in fields if old != new]
    return tuple(n for n, old in differing if old), tuple(n for n, old in differing if not old)


def _texts(rows: pd.DataFrame, field: str) -> list[str]:
    """Return a field of every row as canonical text, ``""`` for blank."""
    if field in TIMES:
        moments = rows[field].to_numpy(dtype="datetime64[s]")
        days = rows[f"{field}_dateonly"].to_numpy(dtype=bool)
        bad = rows[f"{field}_bad"].to_numpy(dtype=bool)
        texts = np.where(days, moments.astype("datetime64[D]").astype(str), moments.astype(str))
        return list(np.where(bad, _BAD, np.where(np.isnat(moments), "", texts)).tolist())
    if field == "progress_dates":
        bad = rows["progress_dates_bad"].to_numpy(dtype=bool)
        return [
            ";".join(day.isoformat() for day in sorted(dates)) + (_BAD if wrong else "")
            for dates, wrong in zip(rows[field], bad, strict=True)
        ]
    if field == "replied":
        return ["有" if replied else "" for replied in rows[field]]
    return [str(value) for value in rows[field]]


def _tags(texts: Sequence[str], secret: bytes) -> list[str]:
    known = {
        text: hashlib.blake2b(text.encode(), key=secret, digest_size=_BYTES).hexdigest()
        for text in set(texts)
    }
    known[""] = ""
    return [known[text] for text in texts]


def case_numbers(frame: pd.DataFrame, key: str) -> frozenset[str]:
    """Return every case number of a ledger, written as in `ledger_lines`."""
    return frozenset(map(Writer(key).case_number, map(str, frame["case_id"])))

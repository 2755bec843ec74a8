"""签认记录: who signed, revoked and printed what; each entry bound to the one before (rules 7).

An entry of this release holds three digests beside its own: 签认摘要 of its fields, which the
settlement bears; 文件摘要 of the file that it made; 部件摘要 of that file's parts. Entries of
earlier releases hold none of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Protocol

from macros_py.rules.signing.digest import canonical, chained
from macros_py.rules.signing.signers import AGREED, OBJECTED, SIGNERS, VENDOR
from macros_py.rules.terms.quarters import parse_quarter

SHEET = "签认记录"
SIGN, REVOKE, PRINT = "签认", "撤销", "打印"
DRAFT, HALF, SIGNED, REVOKED = "草稿", "草稿（待另一人签认）", "已签认", "已撤销"
WAITING, DISPUTED = "待乙方确认", "已签认（乙方有异议）"
COMPLETE = (SIGNED, DISPUTED)
"""The states in which nobody is waited for."""
PAYABLE, SHORTFALL = "应付金额", "乙方应补足"
FIGURES = (PAYABLE, SHORTFALL)
"""What a signature says of money, in yuan: that which the next quarters take from it."""
PAID, PAID_ON, MADE_UP = "已付金额", "付款日期", "已补足金额"
"""What finance enters in 结算台账."""
INVOICED = "发票号码"
"""The invoices of a settlement, once it is paid on them or revoked."""
NUMBER, CONTENT, KEY = "序号", "内容摘要", "校验键"
PREVIOUS, OWN = "上一条摘要", "本条摘要"
MARK, FILE, PARTS = "签认摘要", "文件摘要", "部件摘要"
_BARE = (NUMBER, "时间", "季度", "事项", "角色", "姓名", "理由", CONTENT, KEY)
_SEALS = (MARK, FILE, PARTS)
_ALL = (*_BARE, *FIGURES, *_SEALS, PREVIOUS, OWN)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry, all canonical text; ``cell`` is where it stands."""

    number: int
    values: Mapping[str, str]
    cell: str = ""

    def _those(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the values of some fields; none where all are blank, as in earlier releases."""
        found = tuple(self.values[name] for name in names)
        return found if any(found) else ()

    def digests(self) -> tuple[str, str]:
        """Return what 签认摘要 and 本条摘要 must be."""
        fields = (*(self.values[name] for name in _BARE), *self._those(FIGURES))
        before = self.values[PREVIOUS]
        return chained(fields, before), chained((*fields, *self._those(_SEALS)), before)

    @property
    def own(self) -> str:
        """The digest of the entry, as it stands there."""
        return self.values[OWN]

    @property
    def mark(self) -> str:
        """What the settlement bears of it."""
        return self.values[MARK] or self.own

    @property
    def what(self) -> str:
        """What it is in the settlement: the signer's role, or that it is revoked."""
        return REVOKED if self.values["事项"] == REVOKE else self.values["角色"]

    @property
    def time(self) -> datetime | None:
        """When it was made; None when that cannot be read."""
        try:
            return datetime.fromisoformat(self.values["时间"])
        except ValueError:
            return None

    @property
    def sound(self) -> bool:
        """Whether it says what it said when it was written."""
        mark, own = self.digests()
        return own == self.own and self.values[MARK] in ("", mark)

    @property
    def row(self) -> dict[str, str | Decimal]:
        """What its cells hold: numbers as numbers."""
        figures = {name: Decimal(text) for name in FIGURES if (text := self.values[name])}
        return {**self.values, NUMBER: Decimal(self.number), **figures}

    def of_file(self, file: str, parts: str) -> "LogEntry":
        """Finish an entry with the digests of the file that it made."""
        full = LogEntry(self.number, {**self.values, FILE: file, PARTS: parts})
        return LogEntry(self.number, {**full.values, OWN: full.digests()[1]})


_MOST_DIGITS = 6


class LoggedRow(Protocol):
    """A row of 签认记录 as it is read."""

    @property
    def values(self) -> Mapping[str, object]:
        """What stands under each header."""

    @property
    def cell(self) -> str:
        """The address of its first cell."""


@dataclass(frozen=True)
class Log:
    """The entries in the order of their numbers; ``strays`` are the cells of rows without one."""

    entries: tuple[LogEntry, ...] = ()
    strays: tuple[str, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[LoggedRow]) -> "Log":
        """Take the rows of 签认记录."""
        entries, strays = [], []
        for row in rows:
            values = {name: canonical(row.values.get(name, "")) for name in _ALL}
            if values[NUMBER].isdecimal() and len(values[NUMBER]) <= _MOST_DIGITS:
                entries.append(LogEntry(int(values[NUMBER]), values, row.cell))
            else:
                strays.append(row.cell)
        return cls(tuple(sorted(entries, key=lambda entry: entry.number)), tuple(strays))

    @cached_property
    def marks(self) -> Mapping[str, LogEntry]:
        """Each entry by what the settlement bears of it."""
        return {entry.mark: entry for entry in self.entries}

    def faults(self) -> list[tuple[str, str]]:
        """Return (cell or sheet, what is wrong) for each entry that was edited or removed.

        The removal of the last entries leaves no trace here; the signed files have one.
        """
        found = [(cell, "有一行的序号不是数字") for cell in self.strays]
        before, expected = "", 1
        for entry in self.entries:
            number, place = entry.number, entry.cell or SHEET
            if number < expected:
                found.append((place, f"第{number}条编号重复"))
                continue
            if number > expected:
                last = f"至第{number - 1}条" if number > expected + 1 else ""
                found.append((SHEET, f"第{expected}条{last}已被删除"))
            if number == expected and entry.values[PREVIOUS] != before:
                found.append((place, f"第{number}条上一条摘要不符，本条或上一条被改动"))
            if not entry.sound:
                found.append((place, f"第{number}条内容被改动"))
            before, expected = entry.own, number + 1
        return found

    def banners(self) -> Iterator[str]:
        """Yield each entry whose time is before that of the one before it: a clock was wrong."""
        timed = [(entry, entry.time) for entry in self.entries]
        for (_, before), (entry, time) in pairwise(timed):
            if before and time and time < before:
                yield f"{entry.cell or SHEET}：第{entry.number}条的时间早于上一条，当时电脑时间有误"

    @property
    def last(self) -> LogEntry | None:
        """The last signature or revocation of any quarter."""
        mine = [entry for entry in self.entries if entry.values["事项"] != PRINT]
        return mine[-1] if mine else None

    def borne(self, content: str) -> tuple[LogEntry, ...]:
        """Return what a settlement of a content bears: its signatures, and their revocation."""
        return _since_revoked(e for e in self.entries if e.values[CONTENT] == content)

    def signatures(self, content: str) -> tuple[LogEntry, ...]:
        """Return the signatures under a content that hold: those since it was last revoked."""
        return () if self.revocation(content) else self.borne(content)

    def active(self, quarter: str) -> tuple[LogEntry, ...]:
        """Return the signatures of a quarter that hold, under whatever content."""
        number = parse_quarter(quarter)
        mine = _since_revoked(e for e in self.entries if parse_quarter(e.values["季度"]) == number)
        return () if mine and mine[-1].what == REVOKED else mine

    def revocation(self, content: str) -> LogEntry | None:
        """Return the revocation of a content that nobody has signed since."""
        last = self.borne(content)[-1:]
        return last[0] if last and last[0].what == REVOKED else None

    def number(self, quarter: str) -> str:
        """Return 结算单编号 of a quarter: ``第1季度-01``, the next number after a revocation."""
        number = parse_quarter(quarter)
        mine = (e for e in self.entries if parse_quarter(e.values["季度"]) == number)
        return f"第{number}季度-{1 + sum(e.values['事项'] == REVOKE for e in mine):02d}"

    def print_of(self, pdf: str) -> LogEntry | None:
        """Return the entry of a PDF by its digest."""
        prints = (entry for entry in self.entries if entry.values["事项"] == PRINT)
        return next((entry for entry in prints if entry.values[FILE] == pdf), None)

    def next(
        self, what: str, quarter: str, content: str, now: datetime, more: Mapping[str, object]
    ) -> LogEntry:
        """Make the entry that follows, but for the digests of the file that it makes."""
        before = self.entries[-1] if self.entries else None
        number = before.number + 1 if before else 1
        values = {
            NUMBER: number,
            "时间": now.isoformat(sep=" ", timespec="seconds"),
            "季度": quarter,
            "事项": what,
            CONTENT: content,
            PREVIOUS: before.own if before else "",
            **more,
        }
        full = {name: canonical(values.get(name)) for name in _ALL}
        return LogEntry(number, {**full, MARK: LogEntry(number, full).digests()[0]})


def _since_revoked(entries: Iterable[LogEntry]) -> tuple[LogEntry, ...]:
    """Return the last signatures, and the revocation that followed them."""
    found: list[LogEntry] = []
    for entry in entries:
        if entry.values["事项"] in (SIGN, REVOKE):
            begins = not found or found[-1].what == REVOKED
            found = [entry] if begins else [*found, entry]
    return tuple(found)


def state_of(held: Iterable[LogEntry], *, vendor: bool = False) -> str:
    """Return the state of a settlement under these entries.

    ``vendor``: whether the vendor must sign as well (setting 乙方确认 = 需要).
    """
    found = {entry.what for entry in held}
    if REVOKED in found:
        return REVOKED
    if not found >= set(SIGNERS):
        return HALF if found else DRAFT
    if OBJECTED in found:
        return DISPUTED
    return WAITING if vendor and AGREED not in found else SIGNED


def missing_roles(held: Iterable[LogEntry], *, vendor: bool = False) -> tuple[str, ...]:
    """Return the roles that are still to sign; none once it is revoked."""
    found = {entry.what for entry in held}
    if REVOKED in found:
        return ()
    last = (f"{AGREED}或{OBJECTED}",) if vendor and found.isdisjoint(VENDOR) else ()
    return (*(role for role in SIGNERS if role not in found), *last)

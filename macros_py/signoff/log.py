"""签认记录: who signed and revoked what; only ever added to, each entry bound to the one before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from macros_py.rules.signing.digest import Chain, canonical, chained
from macros_py.rules.signing.signers import SIGNERS
from macros_py.rules.terms.quarters import parse_quarter
from workbook.evaluation.records import Raw
from workbook.evaluation.sheets import LOG, LOG_HEADERS

SIGN, REVOKE = "签认", "撤销"
ROLES = SIGNERS
PAYABLE, SHORTFALL = "应付金额", "乙方应补足"
FIGURES = (PAYABLE, SHORTFALL)
"""What a signature says of money, in yuan: that which the next quarters take from it."""
NUMBER, PREVIOUS, OWN = "序号", "上一条摘要", "本条摘要"
_BARE = tuple(name for name in LOG_HEADERS if name not in (*FIGURES, PREVIOUS, OWN))


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry, all canonical text; ``cell`` is where it stands."""

    number: int
    values: Mapping[str, str]
    cell: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """What its own digest is made of, beside the previous one.

        The figures belong to it where there are any: the first entries ever written had none.
        """
        figures = [self.values[name] for name in FIGURES]
        bare = [self.values[name] for name in _BARE]
        return (*bare, *figures) if any(figures) else tuple(bare)

    @property
    def own(self) -> str:
        """The digest of the entry, as it stands there."""
        return self.values[OWN]

    @property
    def sound(self) -> bool:
        """Whether it says what it said when it was written."""
        return chained(self.fields, self.values[PREVIOUS]) == self.own

    @property
    def signs(self) -> bool:
        """Whether it is a signature."""
        return self.values["事项"] == SIGN

    @property
    def row(self) -> dict[str, Raw]:
        """What its cells hold: numbers as numbers."""
        figures = {name: Decimal(text) for name in FIGURES if (text := self.values[name])}
        return {**self.values, NUMBER: Decimal(self.number), **figures}


@dataclass(frozen=True)
class Log:
    """The entries in the order of their numbers; ``strays`` are the cells of rows without one."""

    entries: tuple[LogEntry, ...] = ()
    strays: tuple[str, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[tuple[Mapping[str, Raw], str]]) -> "Log":
        """Take (header → value, cell) of each row."""
        entries, strays = [], []
        for row, cell in rows:
            values = {name: canonical(row.get(name, "")) for name in LOG_HEADERS}
            if values[NUMBER].isdecimal():
                entries.append(LogEntry(int(values[NUMBER]), values, cell))
            else:
                strays.append(cell)
        return cls(tuple(sorted(entries, key=lambda entry: entry.number)), tuple(strays))

    @cached_property
    def owns(self) -> Mapping[str, LogEntry]:
        """Each entry by its own digest."""
        return {entry.own: entry for entry in self.entries}

    def faults(self) -> list[tuple[str, str]]:
        """Return (cell or sheet, what is wrong) for each entry that was edited or removed."""
        strays = [(cell, "有一行的序号不是数字") for cell in self.strays]
        cells = {entry.number: entry.cell for entry in self.entries}
        chain = Chain([(e.number, e.fields, e.values[PREVIOUS], e.own) for e in self.entries])
        broken = [(cells.get(number, LOG), f"第{number}条{why}") for number, why in chain.faults()]
        return strays + broken

    def signatures(self, content: str) -> tuple[LogEntry, ...]:
        """Return the signatures under a content that hold: those since it was last revoked."""
        return _held(entry for entry in self.entries if entry.values["内容摘要"] == content)

    def active(self, quarter: str) -> tuple[LogEntry, ...]:
        """Return the signatures of a quarter that hold, under whatever content."""
        number = parse_quarter(quarter)
        return _held(e for e in self.entries if parse_quarter(e.values["季度"]) == number)

    def revocation(self, content: str) -> LogEntry | None:
        """Return the last entry under a content when it revokes."""
        mine = [entry for entry in self.entries if entry.values["内容摘要"] == content]
        return mine[-1] if mine and not mine[-1].signs else None

    def next(self, values: Mapping[str, Raw]) -> LogEntry:
        """Make the entry that follows."""
        last = self.entries[-1] if self.entries else None
        number = last.number + 1 if last else 1
        full = dict.fromkeys(LOG_HEADERS, "") | {name: canonical(v) for name, v in values.items()}
        full |= {NUMBER: str(number), PREVIOUS: last.own if last else ""}
        blank = LogEntry(number, full)
        return LogEntry(number, {**full, OWN: chained(blank.fields, full[PREVIOUS])})


def _held(entries: Iterable[LogEntry]) -> tuple[LogEntry, ...]:
    held: list[LogEntry] = []
    for entry in entries:
        held = [*held, entry] if entry.signs else []
    return tuple(held)

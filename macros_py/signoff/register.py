"""结算台账 and 签认记录 in the evaluation workbook: who settled, signed and revoked what (rules 7).

The log is only ever added to, and each entry carries the digest of the one before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from macros_py.rules.digest import Chain, canonical, chained
from macros_py.rules.quarters import parse_quarter
from workbook.errors import CellError, HeaderError
from workbook.evaluation_layout import LOG, LOG_HEADERS, REGISTER, REGISTER_HEADERS
from workbook.stamp import Stamp
from workbook.written_rows import (
    Cell,
    RowEdit,
    Written,
    WrittenSheet,
    read_written,
    with_headers,
    write_rows,
)

DRAFT, HALF, SIGNED, REVOKED = "草稿", "草稿（待另一人签认）", "已签认", "已撤销"
SIGN, REVOKE = "签认", "撤销"
ROLES = ("验收部门负责人", "验收工作人员")
NUMBER, PREVIOUS, OWN = "序号", "上一条摘要", "本条摘要"
WRITABLE = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of 签认记录, all text; ``cell`` is where it stands."""

    number: int
    values: Mapping[str, str]
    cell: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """What its own digest is made of, beside the previous one."""
        return tuple(self.values[name] for name in LOG_HEADERS if name not in (PREVIOUS, OWN))

    @property
    def own(self) -> str:
        """The digest of the entry, as it stands there."""
        return self.values[OWN]

    @property
    def signs(self) -> bool:
        """Whether it is a signature."""
        return self.values["事项"] == SIGN


@dataclass(frozen=True)
class Books:
    """The register and the log as they were read; ``stamp`` is the file at that moment."""

    path: Path
    sheets: Mapping[str, WrittenSheet]
    stamp: Stamp

    @cached_property
    def log(self) -> tuple[LogEntry, ...]:
        """The log in the order of its numbers."""
        entries = []
        for row in self.sheets[LOG].rows:
            values = {name: canonical(row.text(name)) for name in LOG_HEADERS}
            if not values[NUMBER].isdecimal():
                msg = f"{row.cell}：签认记录的序号应为数字，现为 “{values[NUMBER]}”"
                raise CellError(msg)
            entries.append(LogEntry(int(values[NUMBER]), values, row.cell))
        return tuple(sorted(entries, key=lambda entry: entry.number))

    def log_faults(self) -> list[tuple[str, str]]:
        """Return (cell or sheet, what is wrong) for each entry that was edited or removed."""
        cells = {entry.number: entry.cell for entry in self.log}
        chain = Chain([(e.number, e.fields, e.values[PREVIOUS], e.own) for e in self.log])
        return [(cells.get(number, LOG), f"第{number}条{why}") for number, why in chain.faults()]

    def row_of(self, quarter: str) -> Written | None:
        """Return the quarter's row that is in force: the last one that was not revoked."""
        number = parse_quarter(quarter)
        rows = [
            row
            for row in self.sheets[REGISTER].rows
            if parse_quarter(row.text("季度")) == number and row.text("状态") != REVOKED
        ]
        return rows[-1] if rows else None

    def signatures(self, content: str) -> tuple[LogEntry, ...]:
        """Return the signatures under a content that hold: those since it was last revoked."""
        return _held(entry for entry in self.log if entry.values["内容摘要"] == content)

    def active(self, quarter: str) -> tuple[LogEntry, ...]:
        """Return the signatures of a quarter that hold, under whatever content."""
        number = parse_quarter(quarter)
        mine = (entry for entry in self.log if parse_quarter(entry.values["季度"]) == number)
        return _held(mine)

    def revocation(self, content: str) -> LogEntry | None:
        """Return the last entry under a content when it revokes."""
        mine = [entry for entry in self.log if entry.values["内容摘要"] == content]
        return mine[-1] if mine and not mine[-1].signs else None

    @property
    def key(self) -> str:
        """The workbook's own secret, ``""`` when nothing was settled yet."""
        rows = [*self.sheets[REGISTER].rows]
        found = [row.text("校验键") for row in rows] + [e.values["校验键"] for e in self.log]
        return next((key for key in found if key), "")

    def entry(self, values: Mapping[str, str]) -> LogEntry:
        """Make the next entry of the log."""
        last = self.log[-1] if self.log else None
        number = last.number + 1 if last else 1
        previous = last.own if last else ""
        full = dict.fromkeys(LOG_HEADERS, "") | dict(values)
        full |= {NUMBER: str(number), PREVIOUS: previous}
        blank = LogEntry(number, full)
        return LogEntry(number, {**full, OWN: chained(blank.fields, previous)})

    def append(self, entry: LogEntry, row: Written, state: str) -> None:
        """Add an entry to the log and change the state of a row of the register, in one step."""
        log, register = self.sheets[LOG], self.sheets[REGISTER]
        values: dict[str, Cell] = {**entry.values, NUMBER: Decimal(entry.number)}
        edits = [RowEdit(log, log.free, values), RowEdit(register, row.number, {"状态": state})]
        write_rows(self.path, edits, self.stamp)

    def put(self, quarter: str, values: Mapping[str, Cell]) -> None:
        """Write the quarter's draft: over the draft that is there, else below all rows."""
        register, row = self.sheets[REGISTER], self.row_of(quarter)
        number = row.number if row else register.free
        write_rows(self.path, [RowEdit(register, number, values)], self.stamp)


def _held(entries: Iterable[LogEntry]) -> tuple[LogEntry, ...]:
    held: list[LogEntry] = []
    for entry in entries:
        held = [*held, entry] if entry.signs else []
    return tuple(held)


def why_not_writable(path: Path, sheets: Sequence[str]) -> str:
    """Say why nothing can be written into an evaluation workbook; ``""`` when it can."""
    if path.suffix.lower() not in WRITABLE:
        return f"{path.name} 不是 .xlsx，不能登记结算台账，也不能签认；请另存为 .xlsx 后重新结算"
    lacking = [name for name in (REGISTER, LOG) if name not in sheets]
    if lacking:
        return (
            f"{path.name} 没有工作表「{'」「'.join(lacking)}」，不能登记，也不能签认；"
            "请从空白模板（jsjb template evaluation）复制过来"
        )
    return ""


def read_books(path: Path) -> Books:
    """Read register and log; raises HeaderError when they cannot be written to."""
    sheets, stamp = read_written(path, (REGISTER, LOG))
    if why := why_not_writable(path, list(sheets)):
        raise HeaderError(why)
    return Books(path, sheets, stamp)


def writable_books(path: Path, read: Stamp | None = None) -> Books:
    """Do the same, and give an older workbook the columns that it lacks.

    ``read``: the file as its other sheets were read; raises ChangedError when it no longer is.
    """
    sheets, _ = read_written(path, (REGISTER, LOG))
    if why := why_not_writable(path, list(sheets)):
        raise HeaderError(why)
    if read is not None:
        read.check(path)
    with_headers(path, sheets, {REGISTER: REGISTER_HEADERS, LOG: LOG_HEADERS})
    return read_books(path)

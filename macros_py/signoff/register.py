"""结算台账 and 签认记录 in the evaluation workbook, written together in one step (rules 7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from macros_py.rules.signing.log import (
    CONTENT,
    FILE,
    KEY,
    MADE_UP,
    PAID,
    PAID_ON,
    PAYABLE,
    REVOKED,
    SHORTFALL,
    Log,
    LogEntry,
)
from macros_py.rules.terms.quarters import parse_quarter
from workbook.evaluation.sheets import LOG, LOG_HEADERS, REGISTER, REGISTER_HEADERS
from workbook.evaluation.snapshot import Snapshot
from workbook.evaluation.written_rows import (
    Cell,
    RowEdit,
    Written,
    WrittenSheet,
    with_headers,
    write_rows,
)
from workbook.files.stamp import Stamp
from workbook.patch import WRITABLE
from workbook.values.refusals import HeaderError

FIGURES = {
    "服务费": "fee",
    "绩效扣款": "performance_deduction",
    "其他扣款": "other_deductions",
    PAYABLE: "payable",
    SHORTFALL: "shortfall",
}
"""The amounts of a row in yuan, by the names that a settlement's results have."""
FINANCE = (PAID, PAID_ON, MADE_UP)
"""What finance enters."""


@dataclass(frozen=True)
class Books:
    """The register and the log as they were read; ``stamp`` is the file at that moment."""

    path: Path
    sheets: Mapping[str, WrittenSheet]
    stamp: Stamp

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Books":
        """Take the two sheets from a workbook, those that are there."""
        return cls(snapshot.path, snapshot.written(REGISTER, LOG), snapshot.stamp)

    @cached_property
    def log(self) -> Log:
        """The log of signatures."""
        return Log.of(self._rows(LOG))

    def row_of(self, quarter: str) -> Written | None:
        """Return the quarter's row that is in force: the last one that was not revoked."""
        rows = [row for row in self._rows_of(quarter) if row.text("状态") != REVOKED]
        return rows[-1] if rows else None

    def unlogged(self, content: str) -> tuple[str, ...]:
        """Return the cells of rows that say 已撤销 of a content, without those the log knows of.

        The log's last entry can be removed without a trace in the log itself.
        """
        rows = [
            row
            for row in self._rows(REGISTER)
            if row.text("状态") == REVOKED and row.text(CONTENT) == content
        ]
        known = sum(
            entry.what == REVOKED and entry.values[CONTENT] == content for entry in self.log.entries
        )
        return tuple(row.address("状态") for row in rows[known:])

    def later(self, quarter: str) -> tuple[str, ...]:
        """Return the later quarters that were settled on top of this one."""
        mine = parse_quarter(quarter) or 0
        found = {
            row.text("季度"): number
            for row in self._rows(REGISTER)
            if (number := parse_quarter(row.text("季度"))) and row.text("状态") != REVOKED
        }
        return tuple(sorted((q for q in found if found[q] > mine), key=found.__getitem__))

    def _rows(self, name: str) -> Sequence[Written]:
        return self.sheets[name].rows if name in self.sheets else ()

    def _rows_of(self, quarter: str) -> list[Written]:
        number = parse_quarter(quarter)
        return [row for row in self._rows(REGISTER) if parse_quarter(row.text("季度")) == number]

    @property
    def keys(self) -> tuple[str, ...]:
        """The workbook's own secret wherever it stands, edited or not."""
        registered = (row.text(KEY) for row in self._rows(REGISTER))
        logged = (entry.values[KEY] for entry in self.log.entries)
        return tuple(dict.fromkeys(filter(None, (*registered, *logged))))

    def append(
        self, entry: LogEntry, row: Written | None = None, noted: Mapping[str, Cell] | None = None
    ) -> None:
        """Add an entry to the log; write in one step into a row of the register what is ``noted``.

        With it goes 文件摘要 of the file that the entry made, if it made one.
        """
        log = self.sheets[LOG]
        edits = [RowEdit(log, log.free, entry.row)]
        if row is not None:
            file = {FILE: entry.values[FILE]} if entry.values[FILE] else {}
            edits.append(RowEdit(self.sheets[REGISTER], row.number, {**(noted or {}), **file}))
        write_rows(self.path, edits, self.stamp)

    def put(self, quarter: str, values: Mapping[str, Cell]) -> None:
        """Write the quarter's draft: over the draft that is there, else below all rows.

        What finance entered for a settlement that was revoked since goes on to the new row.
        """
        register, row = self.sheets[REGISTER], self.row_of(quarter)
        number = row.number if row else register.free
        if row is None and (revoked := self._rows_of(quarter)):
            old = revoked[-1].values
            values = {**{name: old[name] for name in FINANCE if old.get(name)}, **values}
        write_rows(self.path, [RowEdit(register, number, values)], self.stamp)

    def why_not_writable(self) -> str:
        """Say why nothing can be written into the workbook; ``""`` when it can."""
        name = self.path.name
        if self.path.suffix.lower() not in WRITABLE:
            return f"{name} 不是 .xlsx，不能登记结算台账，也不能签认；请另存为 .xlsx 后重新结算"
        lacking = [sheet for sheet in (REGISTER, LOG) if sheet not in self.sheets]
        if lacking:
            return (
                f"{name} 没有工作表「{'」「'.join(lacking)}」，不能登记，也不能签认；"
                "请从空白模板（jsjb template evaluation）复制过来"
            )
        return ""


def read_books(evaluation: Path | Snapshot) -> Books:
    """Read register and log; raises HeaderError when they cannot be written to."""
    read = evaluation if isinstance(evaluation, Snapshot) else Snapshot.of(evaluation)
    books = Books.of(read)
    if why := books.why_not_writable():
        raise HeaderError(why)
    return books


def writable_books(evaluation: Path | Snapshot) -> Books:
    """Do the same, and give an older workbook the columns that it lacks.

    Raises ChangedError when the file is no longer what the snapshot says.
    """
    books = read_books(evaluation)
    books.stamp.check(books.path)
    wanted = {REGISTER: REGISTER_HEADERS, LOG: LOG_HEADERS}
    added = with_headers(books.path, books.sheets, wanted)
    return read_books(books.path) if added else books

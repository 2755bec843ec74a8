"""Whether a signed settlement, its inputs and the log are what they were when signed (rules 7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from macros_py.inputs.in_force import default_contract, read_record
from macros_py.rules.signing.differences import Change
from macros_py.rules.terms.errors import SignError
from macros_py.rules.terms.settings import COLUMN_PIN
from macros_py.signoff.comparing import for_people, input_changes
from macros_py.signoff.inputs import shown
from macros_py.signoff.ledger_rows import (
    PART,
    LedgerChange,
    as_lines,
    case_numbers,
    ledger_changes,
    ledger_lines,
)
from macros_py.signoff.log import ROLES, LogEntry
from macros_py.signoff.places import state_text
from macros_py.signoff.register import SIGNED, Books, read_books
from macros_py.signoff.seal import PLACES, SHEET, Seal, read_seal
from workbook.evaluation.sheets import LOG, REGISTER, SETTINGS
from workbook.ledger.ledger import read_ledger
from workbook.sealed.book import SealedBook
from workbook.values.refusals import CellError, HeaderError


@dataclass(frozen=True)
class Verified:
    """What verifying found; intact when there is nothing of it.

    ``log``: (cell, what is wrong) in 签认记录 and 结算台账. ``ledger``: None when it was not
    compared: none was given, or the secret that its rows were sealed with is gone.
    ``unfinished``: the settlement lacks a signature that the log has, through a crash while
    signing or because it is an older copy.
    """

    quarter: str
    as_of: datetime
    content: str
    signatures: tuple[LogEntry, ...]
    changes: tuple[Change, ...]
    log: tuple[tuple[str, str], ...]
    ledger: tuple[LedgerChange, ...] | None
    unfinished: bool = False

    @property
    def intact(self) -> bool:
        """Whether nothing changed."""
        return not (self.changes or self.log or self.ledger or self.unfinished)

    def json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "quarter": self.quarter,
            "as_of": self.as_of.isoformat(),
            "intact": self.intact,
            "digest": self.content,
            "signatures": [
                {
                    "role": entry.values["角色"],
                    "name": entry.values["姓名"],
                    "time": entry.values["时间"],
                }
                for entry in self.signatures
            ],
            "changes": [
                {
                    "cell": change.cell,
                    "name": change.name or None,
                    "before": change.before,
                    "after": change.after,
                }
                for change in self.changes
            ],
            "log": [{"cell": cell, "message": why} for cell, why in self.log],
            "ledger": None
            if self.ledger is None
            else [
                {"case_id": change.case_id, "kind": change.kind, "fields": list(change.fields)}
                for change in self.ledger
            ],
            "unfinished": self.unfinished,
        }


def verify(settlement: Path, evaluation: Path, ledger: Path | None = None) -> Verified:
    """Compare a settlement, its inputs and, if given, its ledger with what was signed.

    Raises SignError for a settlement that is not signed by both, or was revoked, and WorkbookError
    for a file that cannot be read.
    """
    book = SealedBook.open(settlement)
    seal = read_seal(book, settlement.name)
    books = read_books(evaluation)
    content = seal.content_in(books.log)
    held = books.log.signatures(content)
    key = seal.key_among(books.keys)
    log = [*books.log.faults(), *_missing_entries(seal, books)]
    if not key:
        log.append((REGISTER, "校验键与签认时不同，台账和被遮盖的文字无法核对"))
    _refuse_unsigned(seal, books, content, held, claimed=_claims(seal, book))
    changes: list[Change] = []
    if content != seal.digest:
        changes.append(Change(SHEET, "内容摘要", content or "（签认记录中没有）", seal.digest))
    marked = {mark.own for mark in seal.marks}
    sound = [entry for entry in held if entry.sound]
    unknown = set(ROLES) - {entry.values["角色"] for entry in sound}
    lines = {cell for cell, role in seal.part(PLACES).items() if role in unknown}
    found = seal.changes(book, seal.expected(sound, SIGNED))
    changes += [change for change in found if change.cell not in lines]
    changes += _inputs(seal, evaluation, key)
    return Verified(
        seal.quarter.label,
        seal.as_of,
        content,
        held,
        tuple(for_people(changes)),
        tuple(log),
        tuple(_ledger(seal, ledger, key)) if ledger is not None and key else None,
        unfinished=not {entry.own for entry in held} <= marked,
    )


def _claims(seal: Seal, book: SealedBook) -> bool:
    """Tell whether the settlement itself says that both have signed."""
    if {mark.what for mark in seal.marks} >= set(ROLES):
        return True
    states = (place.rpartition("!") for place in seal.state_cells)
    texts = [
        str(said.value)
        for sheet, _, cell in states
        if sheet in book.sheets and (said := book.said(sheet).get(cell)) is not None
    ]
    return state_text(SIGNED) in texts


def _refuse_unsigned(
    seal: Seal, books: Books, content: str, held: Sequence[LogEntry], *, claimed: bool
) -> None:
    label = seal.quarter.label
    if (revoked := books.log.revocation(content)) is not None:
        msg = f"{label}的这份结算已于 {revoked.values['时间']} 撤销：{revoked.values['理由']}"
        raise SignError(msg)
    if seal.revoked:
        msg = f"{label}的这份结算已经撤销"
        raise SignError(msg)
    missing = [role for role in ROLES if role not in {entry.values["角色"] for entry in held}]
    if missing and not claimed:
        signed = f"，尚缺 {'、'.join(missing)}" if held else ""
        msg = f"{label}的这份结算尚未完成签认{signed}"
        raise SignError(msg)


def _missing_entries(seal: Seal, books: Books) -> Iterator[tuple[str, str]]:
    """Name the signatures that the settlement bears and the log does not have any more."""
    for mark in seal.marks:
        if mark.own not in books.log.owns:
            yield LOG, f"没有本文件上{mark.what}的记录：该条已被删除或改动"


def _inputs(seal: Seal, evaluation: Path, key: str) -> Iterator[Change]:
    """Yield each changed input; a sheet that cannot even be read is a change too."""
    try:
        record = read_record(evaluation, lenient=True)
    except (CellError, HeaderError) as error:
        cell, _, why = str(error).partition("：")
        yield Change(cell, "", "签认时可以识别", why or str(error))
        return
    yield from input_changes(seal, record, default_contract(), key)


def _ledger(seal: Seal, path: Path, key: str) -> Iterator[LedgerChange]:
    pins = dict(seal.pins)
    for settings in seal.entries(SETTINGS):
        for name, header in settings.values.items():
            if name.startswith(COLUMN_PIN):
                pins.setdefault(name.removeprefix(COLUMN_PIN), shown(header))
    frame = read_ledger(path, pins).frame
    now = ledger_lines(frame, seal.quarter, key)
    yield from ledger_changes(as_lines(seal.part(PART)), now, case_numbers(frame, key))

"""Whether a signed settlement, its inputs and the log are what they were when signed (rules 7)."""

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from macros_py.inputs.default_contract import default_contract
from macros_py.inputs.evaluation_in_force import read_record, settings_of
from macros_py.rules.signing.differences import Change
from macros_py.rules.signing.digest import canonical
from macros_py.rules.signing.log import (
    CONTENT,
    FIGURES,
    FILE,
    PARTS,
    REVOKED,
    LogEntry,
    missing_roles,
    state_of,
)
from macros_py.rules.signing.signers import SIGNERS, VENDOR
from macros_py.rules.terms.errors import SignError, UnsignedError
from macros_py.settlement.assembly import template_bytes
from macros_py.settlement.dispute import accepted_since
from macros_py.signoff.comparing import came_later, for_people, input_changes, kind_changes
from macros_py.signoff.ledger_rows import (
    PART,
    LedgerChange,
    case_numbers,
    ledger_changes,
    ledger_lines,
)
from macros_py.signoff.own_file import OwnFile
from macros_py.signoff.paper import code_of, part_digests, printed, signed_cells
from macros_py.signoff.register import Books, read_books
from macros_py.signoff.seal import SHEET, Seal
from workbook.evaluation.evaluation import Evaluation
from workbook.evaluation.sheets import LOG, REGISTER
from workbook.evaluation.snapshot import Snapshot
from workbook.ledger.ledger import read_ledger
from workbook.values.refusals import CellError, HeaderError
from workbook.values.text import masked

_HEX = 32
_ERASED = "这一行已撤销，签认记录中却没有这次撤销：该条已被删除"
_SIGNATURE = {"role": "角色", "name": "姓名", "time": "时间"}


class Verdict(Enum):
    """What verifying comes to, in the order of test; unsigned is refused instead."""

    CHANGED = "changed"
    CONTENT = "content"
    INTACT = "intact"


@dataclass(frozen=True)
class Verified:
    """What verifying found.

    ``log``: (cell, what is wrong) in 签认记录 and 结算台账. ``ledger``: None when it was not
    compared: none was given, or the secret that its rows were sealed with is gone. ``parts``: the
    parts of the file that are not those which were written at the last signature, None when the
    log keeps no digest of a file. ``code_given``: the 核验码 that a person read off paper, ``""``
    for none. ``banners``: times in the log that do not rise, and what 结算台账 says otherwise.
    ``later``: what was answered or added in 乙方意见 since; no alarm, but what 甲方 accepted of it
    is a banner: the settlement does not hold it.
    """

    quarter: str
    as_of: datetime
    content: str
    signatures: tuple[LogEntry, ...]
    changes: tuple[Change, ...]
    log: tuple[tuple[str, str], ...]
    ledger: tuple[LedgerChange, ...] | None
    exact: bool
    parts: tuple[str, ...] | None = None
    code_given: str = ""
    banners: tuple[str, ...] = ()
    later: tuple[Change, ...] = ()

    @property
    def code(self) -> str:
        """The 核验码 of what was signed."""
        return code_of(self.content)

    @property
    def code_differs(self) -> bool:
        """Whether the paper bears another 核验码."""
        return bool(self.code_given) and self.code_given != self.content[:_HEX]

    @property
    def alarms(self) -> tuple[LedgerChange, ...]:
        """What was changed or removed in the ledger; what was filled in or added later is none."""
        return tuple(change for change in self.ledger or () if change.alarm)

    @property
    def verdict(self) -> Verdict:
        """What it comes to."""
        if self.changes or self.log or self.alarms or self.code_differs:
            return Verdict.CHANGED
        return Verdict.INTACT if self.exact else Verdict.CONTENT

    @property
    def intact(self) -> bool:
        """Whether the file is, byte for byte, what was signed, and nothing else changed."""
        return self.verdict is Verdict.INTACT

    def json(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "verdict": self.verdict.value,
            "code": self.code,
            "code_differs": self.code_differs,
            "quarter": self.quarter,
            "as_of": self.as_of.isoformat(),
            "intact": self.intact,
            "digest": self.content,
            "signatures": [
                {name: entry.values[header] for name, header in _SIGNATURE.items()}
                for entry in self.signatures
            ],
            "changes": [_change(change) for change in self.changes],
            "log": [{"cell": cell, "message": why} for cell, why in self.log],
            "ledger": None if self.ledger is None else [change.json() for change in self.ledger],
            "parts": None if self.parts is None else list(self.parts),
            "banners": list(self.banners),
            "later": [_change(change) for change in self.later],
        }


def _change(change: Change) -> dict[str, object]:
    return {**asdict(change), "name": change.name or None}


def verify(
    settlement: Path | OwnFile,
    evaluation: Path | Snapshot,
    ledger: Path | None = None,
    code: str | None = None,
) -> Verified:
    """Compare a settlement, its inputs and, if given, its ledger and 核验码 with what was signed.

    Raises UnsignedError for a settlement that is not signed by both, or was revoked; SignError for
    a ``code`` that is none; WorkbookError for a file that cannot be read, or that is not what a
    spreadsheet program writes.
    """
    given = "" if code is None else _digits(code)
    file = settlement if isinstance(settlement, OwnFile) else OwnFile.read(settlement)
    snapshot = evaluation if isinstance(evaluation, Snapshot) else Snapshot.of(evaluation)
    seal, books = file.seal, read_books(snapshot)
    content = seal.content_in(books.log)
    held = books.log.signatures(content)
    key = seal.key_among(books.keys)
    lost = (mark.key for mark in seal.marks if mark.value not in books.log.marks)
    log = [
        *books.log.faults(),
        *((LOG, f"没有本文件上{what}的记录：该条已被删除或改动") for what in lost),
        *((cell, _ERASED) for cell in books.unlogged(content or seal.digest)),
    ]
    if not key:
        log.append((REGISTER, "校验键与签认时不同，台账和被遮盖的文字无法核对"))
    _refuse_unsigned(seal, books, content, held)
    state = state_of(held, vendor=seal.needs_vendor)
    changes: list[Change] = []
    if content != seal.digest:
        changes.append(Change(SHEET, CONTENT, content or "（签认记录中没有）", seal.digest))
    sound = [entry for entry in held if entry.sound]
    changes += seal.changes(file.says, signed_cells(seal, sound, content))
    last = held[-1].values if held else {FILE: "", PARTS: ""}
    exact = bool(last[FILE]) and last[FILE] == file.digest
    if not exact and content == seal.digest:
        changes += _retyped(file, held)
    record, unreadable = _record(snapshot)
    inputs = unreadable
    if record is not None:
        inputs = list(input_changes(seal, record, default_contract(), key))
    changes += (change for change in inputs if not came_later(change))
    return Verified(
        seal.quarter.label,
        seal.as_of,
        content or seal.digest,
        held,
        tuple(for_people(changes)),
        tuple(log),
        tuple(_ledger(seal, ledger, key)) if ledger is not None and key else None,
        exact=exact,
        parts=_other_parts(last[PARTS], part_digests(file.raw)) if last[FILE] else None,
        code_given=given,
        banners=(
            *books.log.banners(),
            *_registered(seal.quarter.label, books, held, state),
            *_accepted(seal, record),
        ),
        later=tuple(for_people(filter(came_later, inputs))),
    )


def _registered(quarter: str, books: Books, held: Sequence[LogEntry], state: str) -> Iterator[str]:
    """Yield what 结算台账 says otherwise than the log; no signature covers it (rules 7)."""
    row = books.row_of(quarter)
    if row is None:
        yield f"{REGISTER}：没有{quarter}有效的行"
        return
    signed = {**held[-1].values, "状态": state} if held else {}
    for name in ("状态", *FIGURES, CONTENT, FILE):
        now, was = canonical(row.values.get(name, "")), signed.get(name, "")
        if was and now != was:
            yield f"{row.address(name)}「{name}」现为 “{now}”，与签认记录的 “{was}” 不符，请核对"


def _digits(code: str) -> str:
    """Return the digits of a 核验码; raises SignError for fewer than it has, or other letters."""
    plain = unicodedata.normalize("NFKC", code).lower()
    digits = "".join(char for char in plain if not char.isspace() and char not in "-—_:")
    if len(digits) != _HEX or set(digits) - set("0123456789abcdef"):
        msg = f"核验码应为 {_HEX} 位（0-9、a-f），现为 {len(digits)} 位；请照纸上的全部抄录"
        raise SignError(msg)
    return digits


def _other_parts(before: str, now: str) -> tuple[str, ...]:
    """Name the parts that differ, that are new or that are gone."""
    old, new = (
        dict(pair.rpartition(" ")[::2] for pair in text.split(";") if pair)
        for text in (before, now)
    )
    return tuple(name for name in {**old, **new} if old.get(name) != new.get(name))


def _refuse_unsigned(seal: Seal, books: Books, content: str, held: Sequence[LogEntry]) -> None:
    """Raise UnsignedError for a settlement that not all have signed, or that was revoked.

    One that bears all signatures while the log has lost them is changed, not unsigned.
    """
    label, borne = seal.quarter.label, seal.bears
    code = code_of(content or seal.digest)
    if (revoked := books.log.revocation(content)) is not None:
        msg = f"{label}的这份结算已于 {revoked.values['时间']} 撤销：{revoked.values['理由']}"
        raise UnsignedError(msg, code)
    if REVOKED in borne:
        raise UnsignedError(f"{label}的这份结算已经撤销", code)
    by_vendor = not seal.needs_vendor or not borne.isdisjoint(VENDOR)
    if borne >= set(SIGNERS) and by_vendor:
        return
    missing = missing_roles(held, vendor=seal.needs_vendor)
    if not missing:
        msg = (
            f"{label}的签认记录已有各方的签认，而本文件尚未写入；"
            "请以原角色、姓名再签认一次，或用 verify … --reprint 补全"
        )
        raise UnsignedError(msg, code)
    signed = f"，尚缺 {'、'.join(missing)}" if held else ""
    raise UnsignedError(f"{label}的这份结算尚未完成签认{signed}", code)


def _record(evaluation: Snapshot) -> tuple[Evaluation | None, list[Change]]:
    """Return what the workbook holds; that it cannot even be read is a change."""
    try:
        return read_record(evaluation, lenient=True), []
    except (CellError, HeaderError) as error:
        cell, _, why = str(error).partition("：")
        return None, [Change(cell, "", "签认时可以识别", why or str(error))]


def _retyped(file: OwnFile, held: Sequence[LogEntry]) -> Iterator[Change]:
    """Yield each number that became a text; known where this release can print the settlement."""
    with suppress(SignError):
        yield from kind_changes(printed(file.seal, held, template_bytes()), file.raw)


def _accepted(seal: Seal, record: Evaluation | None) -> Iterator[str]:
    """Yield each objection that 甲方 accepted and the signed settlement does not hold."""
    if record is not None:
        settings, _ = settings_of(record)
        yield from map(masked, accepted_since(record, seal.quarter, settings))


def _ledger(seal: Seal, path: Path, key: str) -> Iterator[LedgerChange]:
    frame = read_ledger(path, seal.pins).frame
    now = ledger_lines(frame, seal.quarter, key)
    yield from ledger_changes(seal.part(PART), now, case_numbers(frame, key))

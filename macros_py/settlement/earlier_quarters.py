"""What the earlier quarters bring into a settlement, and what is doubtful about it (contract 3)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from macros_py.rules.signing.log import (
    COMPLETE,
    CONTENT,
    FIGURES,
    MADE_UP,
    PAID,
    PAYABLE,
    REVOKED,
    SHORTFALL,
    SIGNED,
    WAITING,
    Log,
    state_of,
)
from macros_py.rules.terms.errors import SettlementError
from macros_py.rules.terms.money import fen
from macros_py.rules.terms.quarters import Quarter
from workbook.evaluation.evaluation import Evaluation
from workbook.evaluation.sheets import REGISTER
from workbook.evaluation.written_rows import RegisterRow
from workbook.values.amounts import parse_money
from workbook.values.text import is_blank

_NOTHING = Decimal("0.00")
FEE = "服务费"


@dataclass(frozen=True)
class EarlierQuarters:
    """What 结算台账 says of the quarters before ``quarter``; amounts in yuan.

    A quarter counts by its last row that was not revoked; of one without such a row counts what
    was paid. Raises SettlementError for an amount that is none.
    """

    record: Evaluation
    quarter: Quarter

    @cached_property
    def log(self) -> Log:
        """签认记录 of the workbook."""
        return Log.of(self.record.log)

    @property
    def paid(self) -> Decimal:
        """What was paid; where finance has not filled in 已付金额, the amount payable stands."""
        amounts = [amount_of(row, PAID) for row in self._revoked.values()]
        for row in self._in_force.values():
            paid = amount_of(row, PAID)
            amounts.append(signed_amount(row, PAYABLE, self.log) if paid is None else paid)
        return sum((amount for amount in amounts if amount is not None), _NOTHING)

    @property
    def deducted(self) -> Decimal:
        """What was kept back from the fees of the quarters that stand (contract 2.2, 3.3)."""
        return kept_back(self._in_force.values(), self.log)

    @property
    def shortfall(self) -> Decimal:
        """What the vendor still owes (乙方应补足, contract 3.3)."""
        owed = _NOTHING
        for row in self._in_force.values():
            made_up = amount_of(row, MADE_UP) or _NOTHING
            due = signed_amount(row, SHORTFALL, self.log) or _NOTHING
            owed += max(_NOTHING, due - made_up)
        return owed

    def doubts(self) -> Iterator[str]:
        """Yield why the sums may be wrong: quarters that lack, are not signed, or were edited."""
        if self.shortfall:
            yield f"前期「乙方应补足」尚有 {self.shortfall:,} 元未收到，未在本期抵扣（合同3.3）"
        missing = [n for n in range(1, self.quarter.number) if n not in self._rows]
        if unknown := [number for number in missing if number not in self._revoked]:
            named = "、".join(f"第{number}季度" for number in unknown)
            yield f"结算台账中没有{named}的结算，累计金额不含这些季度"
        yield from revoked_and_claimed(self.record, self.log)
        yield from paid_in_revoked(self.record)
        for number, row in self._revoked.items():
            paid = amount_of(row, PAID) or _NOTHING
            why = f"第{number}季度的结算已撤销，尚未重新结算"
            yield f"{row.cell}：{why}，累计金额只计已付的 {paid:,} 元"
        log = self.log
        for cell, why in log.faults():
            yield f"{cell}：签认记录{why}，累计金额请核对"
        for number, rows in self._rows.items():
            yield from registered_twice(rows, f"累计金额只计 {rows[-1].cell} 一行")
            yield from against_log(number, rows[-1], log)
            yield from paid_otherwise(rows[-1], log)
        for number in missing:
            if log.active(f"第{number}季度"):
                yield f"第{number}季度已有签认，结算台账中却没有它的行"

    @cached_property
    def _rows(self) -> Mapping[int, list[RegisterRow]]:
        """The rows of each earlier quarter that were not revoked."""
        return self._earlier(revoked=False)

    @property
    def _in_force(self) -> Mapping[int, RegisterRow]:
        return {number: rows[-1] for number, rows in self._rows.items()}

    @cached_property
    def _revoked(self) -> Mapping[int, RegisterRow]:
        """The last row of each earlier quarter that has none but revoked ones."""
        rows = self._earlier(revoked=True)
        return {number: rows[number][-1] for number in rows if number not in self._rows}

    def _earlier(self, *, revoked: bool) -> dict[int, list[RegisterRow]]:
        found: dict[int, list[RegisterRow]] = {}
        for row in self.record.register:
            number = row.quarter or self.quarter.number
            if number < self.quarter.number and (row.state == REVOKED) == revoked:
                found.setdefault(number, []).append(row)
        return dict(sorted(found.items()))


def kept_back(rows: Iterable[RegisterRow], log: Log) -> Decimal:
    """Return what quarters were paid less than their fee (contract 2.2, 3.3)."""
    kept = _NOTHING
    for row in rows:
        fee, payable = amount_of(row, FEE), signed_amount(row, PAYABLE, log)
        if fee is not None and payable is not None:
            kept += fee - payable
    return kept


def paid_in_revoked(record: Evaluation) -> Iterator[str]:
    """Yield the rows of any quarter that were revoked and in which money is entered.

    Money that the row in force has taken over, or holds otherwise after a refund, is none.
    """
    in_force = {row.quarter: row for row in record.register if row.state != REVOKED}
    for row in record.register:
        for header in (PAID, MADE_UP):
            valid = in_force.get(row.quarter)
            if valid is not None and amount_of(valid, header) is not None:
                continue
            if row.state == REVOKED and (amount := amount_of(row, header)):
                said = f"{row.text('季度')}的这一行已撤销，「{header}」却有 {amount:,} 元"
                yield f"{row.address(header)}：{said}，请移到有效的一行"


def was_revoked(row: RegisterRow, log: Log) -> bool:
    """Tell whether a row was revoked, by its own word or, where it says signed, by the log."""
    content = str(row.values.get(CONTENT, ""))
    claimed = row.state in (*COMPLETE, WAITING) and bool(content)
    return row.state == REVOKED or (claimed and log.revocation(content) is not None)


def revoked_and_claimed(record: Evaluation, log: Log) -> Iterator[str]:
    """Yield the rows that were revoked by the log and say that they are signed."""
    for row in record.register:
        if was_revoked(row, log) and row.state != REVOKED:
            said = f"{row.text('季度')}的这一行在签认记录中已撤销，「状态」却为 “{row.state}”"
            yield f"{row.address('状态')}：{said}，请改回 {REVOKED}"


def registered_twice(rows: Sequence[RegisterRow], counted: str) -> Iterator[str]:
    """Yield that a quarter stands in several rows; ``counted``: what sums make of them."""
    if others := "、".join(row.cell for row in rows[:-1]):
        yield f"{others}：第{rows[-1].quarter}季度重复登记，{counted}"


def against_log(number: int, row: RegisterRow, log: Log) -> Iterator[str]:
    """Yield what a row of the register says otherwise than the signatures under it."""
    held = log.active(f"第{number}季度")
    state = state_of(held)
    if state not in COMPLETE:
        claimed = row.state in (*COMPLETE, WAITING)
        why = f"状态为 “{row.state}”，签认记录中却没有两人的签认" if claimed else "尚未签认"
        yield f"{row.cell}：第{number}季度的结算{why}，累计金额按该行计"
        return
    if row.state == WAITING and state == SIGNED:
        yield f"{row.cell}：第{number}季度的结算{WAITING}，累计金额按该行计"
        state = WAITING
    signed = held[-1].values
    if str(row.values.get("内容摘要", "")) != signed["内容摘要"] or row.state != state:
        yield f"{row.cell}：第{number}季度的这一行与签认记录不符，累计金额请核对"
    for name in FIGURES:
        now = amount_of(row, name)
        if signed[name] and now != (was := fen(Decimal(signed[name]))):
            shown = "空白" if now is None else f"{now:,} 元"
            before = f"第{number}季度「{name}」签认时为 {was:,} 元"
            counted = "累计金额按签认时的数计，请改回" if held[-1].sound else "累计金额请核对"
            yield f"{row.address(name)}：{before}，现为 {shown}，{counted}"


def signed_amount(row: RegisterRow, header: str, log: Log) -> Decimal | None:
    """Return what was signed of a quarter; of one that nobody has signed, what its row says."""
    held = log.active(f"第{row.quarter}季度")
    if state_of(held) in COMPLETE and held[-1].sound and (signed := held[-1].values[header]):
        return fen(Decimal(signed))
    return amount_of(row, header)


def paid_otherwise(row: RegisterRow, log: Log) -> Iterator[str]:
    """Yield that 已付金额 is not what was to be paid; a blank one says nothing yet."""
    paid, payable = amount_of(row, PAID), signed_amount(row, PAYABLE, log)
    if paid is None or paid == payable:
        return
    due = "空白" if payable is None else f"{payable:,} 元"
    over = paid - (payable or _NOTHING)
    how = f"多付 {over:,} 元" if over > 0 else f"少付 {-over:,} 元"
    said = f"第{row.quarter}季度「{PAID}」 {paid:,} 元与「{PAYABLE}」 {due}不一致，{how}"
    yield f"{row.address(PAID)}：{said}"


def amount_of(row: RegisterRow, header: str) -> Decimal | None:
    """Read an amount in yuan, None when blank; raises SettlementError for anything else."""
    value = row.values.get(header, "")
    if is_blank(value):
        return None
    try:
        amount = fen(parse_money(value))
    except ValueError:
        amount = None
    if amount is None or amount < 0:
        wrong = "无法识别" if amount is None else "不能为负"
        msg = f"{row.address(header)}：{REGISTER}的「{header}」{wrong} “{value}”，请改正"
        raise SettlementError(msg)
    return amount

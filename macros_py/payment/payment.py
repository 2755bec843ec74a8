"""What a 付款单 says: amounts from what is sealed, invoices and payments from the workbook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from macros_py.rules.payment.invoices import Invoices, each_number
from macros_py.rules.payment.latest_day import LatestDay
from macros_py.rules.scoring.settlement import PriceBalance
from macros_py.rules.signing.log import COMPLETE, INVOICED, PAID, PAYABLE, REVOKED, Log, state_of
from macros_py.settlement.earlier_quarters import (
    against_log,
    amount_of,
    kept_back,
    paid_in_revoked,
    paid_otherwise,
    registered_twice,
    revoked_and_claimed,
    was_revoked,
)
from workbook.evaluation.evaluation import Evaluation
from workbook.evaluation.written_rows import RegisterRow
from workbook.values.text import key
from workbook.xlsx.filling.template import Result, Value

NUMBER, MADE_ON = "付款单编号", "付款单日期"
"""What a 付款单 enters in 结算台账."""
_NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Sealed:
    """What the settlement says that is paid on: its own words, not what its inputs are now.

    ``sample``: it says 示例数据. ``shown``: what stands on 结算单, by the names of its template;
    amounts in yuan.
    """

    quarter: str
    number: str
    code: str
    fee: Decimal
    payable: Decimal
    words: str
    shown: Mapping[str, Value | Result]
    sample: bool = False


@dataclass(frozen=True)
class Payment:
    """A 付款单; ``balance`` is where the total price stands before it is paid.

    ``paid``: what was paid on this quarter already, in yuan, never more than is payable.
    ``doubts``: the banners that a person must clear up. ``late``: what the days after the latest
    day would cost, ``""`` for nothing to say. ``output``: None until written.
    """

    sealed: Sealed
    invoices: Invoices
    paid: Decimal
    balance: PriceBalance
    latest: LatestDay
    late: str
    scale: str
    made_on: date
    banners: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    output: Path | None = None

    @property
    def needs_a_person(self) -> bool:
        """Whether invoices, payments, register or log are not as they should be."""
        return bool(self.doubts)

    @property
    def to_pay(self) -> Decimal:
        """What is still to be paid of the payable."""
        return self.sealed.payable - self.paid

    def json(self) -> dict[str, object]:
        """Return it as plain data; amounts with two decimals."""
        return {
            "number": self.sealed.number,
            "quarter": self.sealed.quarter,
            "payable": str(self.sealed.payable),
            "payable_words": self.sealed.words,
            "paid_of_quarter": str(self.paid),
            "to_pay": str(self.to_pay),
            "invoiced": str(self.invoices.total),
            "difference": str(self.invoices.difference),
            "paid": str(self.balance.paid),
            "deducted": str(self.balance.deducted),
            "left": str(self.balance.left),
            "latest_day": self.latest.day.isoformat() if self.latest.day else None,
            "latest_day_text": self.latest.text,
            "code": self.sealed.code,
            "banners": list(self.banners),
            "output": str(self.output) if self.output else None,
        }


@dataclass(frozen=True)
class Standing:
    """What 结算台账 says of all quarters when one is paid."""

    record: Evaluation
    sealed: Sealed

    @property
    def paid(self) -> Decimal:
        """已付金额 of every row that is not revoked; raises SettlementError for no amount."""
        amounts = (amount_of(row, PAID) for row in self._rows)
        return sum((amount for amount in amounts if amount is not None), _NOTHING)

    @property
    def paid_otherwise(self) -> Decimal:
        """The same without what was paid on this settlement."""
        return self.paid - self.paid_own

    @property
    def paid_own(self) -> Decimal:
        """What was paid on the quarter of this settlement, a revoked one's carried over."""
        own = (amount_of(row, PAID) or _NOTHING for row in self._rows if self._is_own(row))
        return sum(own, _NOTHING)

    @property
    def deducted(self) -> Decimal:
        """What signed quarters were paid less than their fee, this one as it is sealed."""
        others = (row for row in self._signed() if not self._is_own(row))
        return self.sealed.fee - self.sealed.payable + kept_back(others, self._log)

    @property
    def revoked_invoices(self) -> dict[str, str]:
        """The numbers in 发票号码 of revoked rows, each with its cell."""
        return {
            key(number): row.address(INVOICED)
            for row in self.record.register
            if row.state == REVOKED
            for part in filter(None, row.text(INVOICED).split("、"))
            for number in each_number(part)
        }

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield (cell, what is wrong) for more paid on this quarter than is payable.

        Of the other quarters that is a banner: theirs to put right, no reason not to pay this one.
        """
        payable, paid = self.sealed.payable, _NOTHING
        for row in self._rows:
            own = amount_of(row, PAID) if self._is_own(row) else None
            paid += own or _NOTHING
            if own and paid > payable:
                said = f"{row.text('季度')}「{PAID}」 {paid:,} 元超过「{PAYABLE}」 {payable:,} 元"
                refund = f"多付 {paid - payable:,} 元：乙方退回后，把这一格改为退款后实际留存的金额"
                yield row.address(PAID), f"{said}，{refund}；填错的请改正"

    def banners(self) -> Iterator[str]:
        """Yield what makes the sums doubtful."""
        yield from revoked_and_claimed(self.record, self._log)
        yield from paid_in_revoked(self.record)
        for rows in self._of_quarters.values():
            counted = f"「{PAID}」按各行合计；请只留 {rows[-1].cell} 一行"
            yield from registered_twice(rows, counted)
        for row in self._rows:
            yield from paid_otherwise(row, self._log)
        for row in self._signed():
            if row.quarter is not None:
                yield from against_log(row.quarter, row, self._log)

    def _is_own(self, row: RegisterRow) -> bool:
        return f"第{row.quarter}季度" == self.sealed.quarter

    @property
    def _rows(self) -> list[RegisterRow]:
        return [row for row in self.record.register if not was_revoked(row, self._log)]

    @cached_property
    def _of_quarters(self) -> Mapping[int, list[RegisterRow]]:
        found: dict[int, list[RegisterRow]] = {}
        for row in self._rows:
            if row.quarter is not None:
                found.setdefault(row.quarter, []).append(row)
        return found

    @cached_property
    def _log(self) -> Log:
        return Log.of(self.record.log)

    def _signed(self) -> Iterator[RegisterRow]:
        """Yield the row in force of each quarter that is signed."""
        for number, rows in self._of_quarters.items():
            if state_of(self._log.active(f"第{number}季度")) in COMPLETE:
                yield rows[-1]

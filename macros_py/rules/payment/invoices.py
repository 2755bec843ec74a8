"""The invoices of a quarter against what is payable (contract 3.2)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from macros_py.rules.terms.money import fen
from workbook.values.records import Invoice
from workbook.values.text import key, masked

_NOTHING = Decimal("0.00")
_NUMBER = re.compile(r"\d{8}|\d{12}|\d{20}")
"""Of a paper invoice, its code, and of an electronic one: never a phone or an identity number."""

_BETWEEN = re.compile(r"[、，,；;/／+＋&和及与至~～\r\n]+")
_WHOLE = re.compile(r"\d{8}|\d{20}")


def shown_number(number: str) -> str:
    """Return an invoice's number as it is printed; what is none is masked (rules 8)."""
    return number if _NUMBER.fullmatch(key(number)) else masked(number)


def shown_numbers(rows: Iterable[Invoice]) -> str:
    """Return the numbers of invoices as 结算台账 keeps them: each once, a credit note's too."""
    numbers = (number for row in rows for number in each_number(row.number))
    return "、".join(dict.fromkeys(shown_number(number) for number in numbers))


def each_number(cell: str) -> list[str]:
    """Return the numbers in a cell one by one, however they are joined; none in a blank one.

    Text without two whole numbers stays as it is: a paper invoice's code and number are one.
    """
    found = []
    for part in filter(None, map(str.strip, _BETWEEN.split(cell))):
        words = part.split()
        found += words if all(map(_is_whole, words)) else [part]
    several = sum(map(_is_whole, found)) > 1
    return found if several else [cell] if cell else []


def _is_whole(number: str) -> bool:
    return bool(_WHOLE.fullmatch(key(number)))


@dataclass(frozen=True)
class Invoices:
    """The invoices of ``quarter`` (a label) among ``rows``, which are those of every quarter.

    ``payable`` in yuan; ``revoked`` maps the number, as 结算台账 keeps it, of an invoice that was
    made out for a revoked settlement to the cell that says so.
    """

    rows: Sequence[Invoice]
    quarter: str
    payable: Decimal
    revoked: Mapping[str, str]

    @property
    def own(self) -> tuple[Invoice, ...]:
        """The quarter's invoices and credit notes, as they stand there."""
        return tuple(row for row in self.rows if row.quarter == self.quarter)

    @property
    def _notes(self) -> list[Invoice]:
        """The quarter's credit notes."""
        return [row for row in self.own if row.amount < 0]

    @property
    def total(self) -> Decimal:
        """Their sum, credit notes taken off."""
        return _sum(self.own)

    @property
    def difference(self) -> Decimal:
        """How much more they come to than is payable; below zero where it is less."""
        return self.total - self.payable

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield (cell, what is wrong and what to do) for all that forbids paying on them."""
        if not self.own and self.payable:
            yield "发票", f"没有登记{self.quarter}的发票，请先登记发票号码、金额和日期（合同3.2）"
        for row in self.own:
            yield from _row_faults(row)
        yield from self._doubled()
        yield from self._of_revoked()
        too_much = list(self._credited_too_much())
        yield from too_much
        if self.difference > 0:
            last = [row for row in self.own if row.amount > 0][-1:] or self.own[-1:]
            said = f"{self.quarter}发票合计 {self.total:,} 元，超过应付金额 {self.payable:,} 元"
            yield (
                last[0].cell,
                f"{said}，多 {self.difference:,} 元；请核对金额，或登记红字发票（负数）",
            )
        elif self._notes and self.payable and self.total <= 0 and not too_much:
            yield self.own[-1].cell, f"{self.quarter}的发票已全部红冲，请登记重开的发票"

    def banners(self, today: date) -> Iterator[str]:
        """Yield what finance must see before paying; no invoice is made out after ``today``."""
        if self.difference < 0:
            yield (
                f"发票合计 {self.total:,} 元与应付金额 {self.payable:,} 元不相符，"
                f"少 {-self.difference:,} 元（合同3.2）"
            )
        for row in self.own:
            if row.date is None:
                yield f"{row.cells.get('开票日期', row.cell)}：开票日期未填"
            elif row.date > today:
                cell = row.cells.get("开票日期", row.cell)
                yield f"{cell}：开票日期 {row.date} 晚于制单当日 {today}，请核对"
            if row.date and row.received and row.received < row.date:
                cell = row.cells.get("收到日期", row.cell)
                yield f"{cell}：收到日期 {row.received} 早于开票日期 {row.date}，请核对"

    def _doubled(self) -> Iterator[tuple[str, str]]:
        """Yield each invoice that stands there twice, in whatever quarter; a credit note may."""
        seen: dict[str, Invoice] = {}
        for row in self.rows:
            if row.amount <= 0 or not row.number:
                continue
            first = seen.setdefault(key(row.number), row)
            if first is not row and self.quarter in (first.quarter, row.quarter):
                yield _number_cell(row), f"发票号码与 {_number_cell(first)} 重复，请只留一行"

    def _of_revoked(self) -> Iterator[tuple[str, str]]:
        """Yield each invoice that was made out for a revoked settlement and not credited since."""
        for row in self.own:
            shown = (key(shown_number(number)) for number in each_number(row.number))
            said = next((self.revoked[number] for number in shown if number in self.revoked), None)
            if said and row.amount > 0 and not self._credited(row):
                why = f"这张发票是开给已撤销的结算的（{said}）；请登记红字发票和重开的发票"
                yield _number_cell(row), f"{why}，这张仍然有效的，请删去 {said} 中的这个号码"

    def _credited(self, invoice: Invoice) -> bool:
        """Tell whether a credit note of its number, or of its whole amount, cancels an invoice."""
        of_number = [row for row in self._notes if key(row.number) == key(invoice.number)]
        return -_sum(of_number) == fen(invoice.amount) or any(
            -fen(row.amount) == fen(invoice.amount) for row in self._notes
        )

    def _credited_too_much(self) -> Iterator[tuple[str, str]]:
        """Yield each credit note that is larger than its invoice.

        It belongs to the invoice of its number; one with a number of its own to any one invoice of
        the quarter, and all those together to all of them.
        """
        invoices = [row for row in self.own if row.amount > 0]
        amounts = {key(row.number): fen(row.amount) for row in invoices}
        largest = max(amounts.values(), default=_NOTHING)
        taken: dict[str, Decimal] = {}
        for row in self._notes:
            name = key(row.number) if key(row.number) in amounts else ""
            taken[name] = taken.get(name, _NOTHING) - fen(row.amount)
            most = amounts[name] if name else _sum(invoices)
            if taken[name] > most or (not name and -fen(row.amount) > largest):
                limit = most if name else min(most, largest)
                yield row.cell, f"红字发票 {fen(row.amount):,} 元大于原发票 {limit:,} 元，请改正"


def _row_faults(row: Invoice) -> Iterator[tuple[str, str]]:
    numbers = each_number(row.number)
    if not numbers:
        yield _number_cell(row), "发票号码未填"
    elif len(numbers) > 1:
        several = f"一格里有 {len(numbers)} 个发票号码"
        yield _number_cell(row), f"{several}，请一张发票一行，各填各的号码和金额"
    if not row.amount:
        yield row.cell, "发票金额为 0，请填发票上的金额，没有开具的删去这一行"
    if row.tax and (abs(row.tax) >= abs(row.amount) or (row.tax > 0) != (row.amount > 0)):
        cell = row.cells.get("税额", row.cell)
        yield cell, f"税额 {fen(row.tax):,} 元与发票金额 {fen(row.amount):,} 元不相称，请改正"


def _number_cell(row: Invoice) -> str:
    return row.cells.get("发票号码", row.cell)


def _sum(rows: Sequence[Invoice]) -> Decimal:
    return sum((fen(row.amount) for row in rows), _NOTHING)

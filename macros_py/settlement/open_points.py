"""What stands open around a quarter's settlement: said on it, never decided (rules 5, 6)."""

from collections.abc import Iterator

from macros_py.inputs.judged_ledger import Judged
from macros_py.inputs.quarter_evidence import is_of
from macros_py.rules.terms.quarters import Quarter, in_quarter, parse_quarter
from workbook.evaluation.records import Evaluation, Invoice
from workbook.values.text import masked, normal


def open_points(record: Evaluation, quarter: Quarter, judged: Judged) -> Iterator[str]:
    """Yield a line for each thing that a person may have overlooked.

    A quarter that has not ended (contract 3.2), a ledger without a case of it, confirmed events
    that do not count, deductions without clause or document, forms that cannot be told apart, an
    invoice that stands there twice.
    """
    as_of = judged.verdicts.as_of
    if as_of.date() < quarter.end:
        yield (
            f"{quarter.label}至 {quarter.last} 止，截至 {as_of:%Y-%m-%d %H:%M} 尚未结束（合同3.2）"
        )
    dispatched = judged.ledger.frame["dispatched_at"].to_numpy(dtype="datetime64[s]")
    if not in_quarter(dispatched, quarter).any():
        yield f"台账中没有{quarter.label}派单的工单，请核对是否选错台账"
    for event in record.events:
        mine = parse_quarter(event.quarter) == quarter.number
        if mine and event.confirmed_by and not event.description:
            yield f"{event.cell}：情形已认定但没有说明，未计入扣分"
    for deduction in record.other_deductions:
        if parse_quarter(deduction.quarter) != quarter.number:
            continue
        lacking = [
            name
            for name, text in (("条款", deduction.clause), ("文号", deduction.document))
            if not text
        ]
        if lacking:
            yield f"{deduction.cell}：其他扣款未填{'、'.join(lacking)}（合同3.3）"
    yield from alike_subjects(record, quarter)
    yield from _repeated_invoices(record, quarter)


def alike_subjects(record: Evaluation, quarter: Quarter) -> Iterator[str]:
    """Yield a line for forms whose 评估对象 differ only in digits that every output hides."""
    cells: dict[str, list[str]] = {}
    for form in record.forms:
        if is_of(form, quarter):
            cells.setdefault(masked(form.subject), []).append(form.cells.get("评估对象", ""))
    for subject, places in cells.items():
        if len(places) > 1:
            named = masked("、".join(places))
            yield f"{named}：评估对象遮盖号码后都是 “{subject}”，无法区分，请改写为姓名或工号"


def _repeated_invoices(record: Evaluation, quarter: Quarter) -> Iterator[str]:
    """Name the quarter's invoices whose number another row has, in whatever quarter."""
    alike: dict[str, list[Invoice]] = {}
    for invoice in record.invoices:
        number = "".join(normal(invoice.number).split()).upper()
        if number:
            alike.setdefault(number, []).append(invoice)
    for invoices in alike.values():
        mine = any(parse_quarter(invoice.quarter) == quarter.number for invoice in invoices)
        if mine and len(invoices) > 1:
            cells = "、".join(each.cells.get("发票号码", each.cell) for each in invoices)
            yield f"发票号码重复：{cells}"

"""乙方意见: what the vendor claims of a quarter, and what was decided otherwise (2.2, 3.2).

A claim can be computed where it names an option for an item, 不成立 for an event, or an amount from
0 to the decided one for a deduction; anything else is a 文字意见, shown and not computed. 绩效扣款
follows from the items and is claimed by them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from macros_py.rules.scoring.scoring import FormFault, placed
from macros_py.rules.terms.contract import Contract, Item
from macros_py.rules.terms.money import fen
from macros_py.rules.terms.quarters import Quarter
from macros_py.rules.terms.settings import Settings
from workbook.values.amounts import parse_money
from workbook.values.records import Event, Form, Objection, OtherDeduction
from workbook.values.text import key, tight

ACCEPTED, PARTLY, REFUSED = ANSWERS = ("采纳", "部分采纳", "不采纳")
UNFOUNDED = "不成立"
NOT_TO_SIGN = "，不能签认"
"""How a line ends on what must be entered before anybody signs."""
_ANY_DEDUCTION = ("其他扣款", "扣款")
_PERFORMANCE = "绩效扣款"
_POINTS = re.compile(r"[(（]?(\d+)分[)）]?$")
_AMOUNT = re.compile(r"\d[\d,，]*(?:\.\d+)?")
_SPLIT = re.compile(r"[、，,;；\s]+")


class Matter(Enum):
    """What a claim is about."""

    ITEM = "评价项目"
    EVENT = "特殊情形"
    DEDUCTION = "其他扣款"
    TEXT = "文字意见"


@dataclass(frozen=True)
class Decided:
    """What 甲方 decided of one quarter; ``forms`` by their 评估对象 as it is compared."""

    forms: Mapping[str, Form]
    events: Sequence[Event]
    deductions: Sequence[OtherDeduction]

    @classmethod
    def of(
        cls,
        quarter: Quarter,
        forms: Sequence[Form],
        events: Sequence[Event],
        deductions: Sequence[OtherDeduction],
        settings: Settings,
    ) -> "Decided":
        """Take the quarter's own out of what a whole workbook holds."""
        forms_of, events_of, _ = placed(forms, events, settings)
        return cls(
            forms_of.get(quarter.number, {}),
            [
                event
                for (number, _), own in events_of.items()
                for event in own
                if number == quarter.number
            ],
            [row for row in deductions if row.quarter == quarter.label],
        )

    def claimed(self, claims: Iterable["Claim"]) -> "Decided":
        """Return what would be decided if the claims that stand were right.

        An event that would not count stays in its place, unconfirmed.
        """
        forms, events = dict(self.forms), list(self.events)
        deductions = list(self.deductions)
        for claim in claims:
            if claim.matter is Matter.ITEM:
                form = forms[claim.subject]
                forms[claim.subject] = replace(
                    form, choices={**form.choices, claim.item: claim.option}
                )
            for row in claim.events:
                events = [replace(e, confirmed_by="") if e is row else e for e in events]
            if claim.deduction is not None:
                amount = claim.amount
                deductions = [
                    replace(d, amount=amount) if d is claim.deduction else d for d in deductions
                ]
        return Decided(forms, events, deductions)


@dataclass(frozen=True)
class Claim:
    """One objection as it is understood; ``matter`` TEXT is shown only.

    ``decided``: what stands there now, as people write it. Of an event that is gone by now, or a
    deduction, there is nothing to point to.
    """

    objection: Objection
    matter: Matter
    decided: str = ""
    subject: str = ""
    item: str = ""
    option: str = ""
    events: tuple[Event, ...] = ()
    deduction: OtherDeduction | None = None
    amount: Decimal = Decimal(0)
    labels: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether it can be computed and was not accepted: 不采纳, 部分采纳 or unanswered."""
        return self.matter is not Matter.TEXT and self.answer != ACCEPTED

    @property
    def answer(self) -> str:
        """甲方答复, ``""`` while there is none."""
        return tight(self.objection.answer)

    @property
    def entered(self) -> bool:
        """Whether forms, events and deductions hold what 甲方 accepted.

        What was accepted in part is what 答复理由 names last: an option, or an amount.
        """
        if self.matter is Matter.TEXT or self.answer not in (ACCEPTED, PARTLY):
            return True
        reason = self.objection.answer_reason
        if self.matter is Matter.EVENT:
            return not self.events or not all(event.counts for event in self.events)
        if self.matter is Matter.ITEM:
            wanted = self.option if self.answer == ACCEPTED else _last_label(reason, self.labels)
            return self.decided == wanted
        if self.deduction is None:
            return True
        now = fen(self.deduction.amount)
        return now == (fen(self.amount) if self.answer == ACCEPTED else _last_amount(reason))

    def to_enter(self) -> str:
        """Say what must be entered where, for one that is not ``entered``."""
        about, where = self.objection.about, self.objection.cell
        if self.answer == ACCEPTED:
            what = f"已采纳而尚未改入{_SHEETS[self.matter]}"
        elif self.matter is Matter.EVENT:
            what = "特殊情形只能采纳或不采纳，部分采纳无从计算；请改正答复"
            return f"{where}：乙方对「{about}」的意见：{what}"
        else:
            what = (
                f"已部分采纳，而「答复理由」最后写明的结果尚未改入{_SHEETS[self.matter]}"
                "（没有写明的请补写）"
            )
        return f"{where}：乙方对「{about}」的意见{what}{NOT_TO_SIGN}"


_SHEETS = {Matter.ITEM: "考核评分", Matter.EVENT: "违约违规", Matter.DEDUCTION: "其他扣款"}


def answer_faults(objection: Objection) -> Iterator[FormFault]:
    """Yield an answer that is none of the three, or has no date, and a date without an answer."""
    answer = tight(objection.answer)
    if answer and answer not in ANSWERS:
        why = f"甲方答复应为 {'、'.join(ANSWERS)} 之一，现为 “{objection.answer}”"
        yield FormFault(_cell(objection, "甲方答复"), why)
    elif answer and objection.answered_on is None:
        yield FormFault(_cell(objection, "答复日期"), "已有甲方答复而「答复日期」未填，请填写")
    elif not answer and objection.answered_on is not None:
        why = f"已填答复日期而「甲方答复」未填，请填 {'、'.join(ANSWERS)} 之一，或删去日期"
        yield FormFault(_cell(objection, "甲方答复"), why)


def claims_of(
    objections: Iterable[Objection], decided: Decided, contract: Contract
) -> tuple[tuple[Claim, ...], list[FormFault]]:
    """Return a quarter's objections as claims, and what keeps one from being understood.

    Faults: an item, event or deduction that is not there, an item or event without the 评估对象 of
    a form, an option with the points of another, and two claims on one point. What was accepted
    may be gone from its sheet.
    """
    claims: list[Claim] = []
    faults: list[FormFault] = []
    seen: dict[object, Claim] = {}
    for objection in objections:
        found = _claim(objection, decided, contract)
        if isinstance(found, FormFault):
            faults.append(found)
            continue
        claims.append(found)
        for point in _points(found):
            first = seen.setdefault(point, found)
            if first is not found:
                said = f"与 {_cell(first.objection, '主张')} 是对同一项的主张，请只留一条"
                faults.append(FormFault(_cell(objection, "主张"), said))
                break
    return tuple(claims), faults


def _claim(objection: Objection, decided: Decided, contract: Contract) -> Claim | FormFault:
    about = tight(objection.about)
    if not about or about == _PERFORMANCE:
        return Claim(objection, Matter.TEXT)
    items = {tight(item.name): item for item in contract.items}
    if item := items.get(_POINTS.sub("", about)):
        return _item_claim(objection, decided, item)
    kinds = {tight(kind): kind for kind in contract.event_kinds}
    for kind, words in contract.event_words.items():
        kinds |= {tight(word): kind for word in words}
    if about in kinds:
        return _event_claim(objection, decided, kinds[about])
    if found := _deduction_claim(objection, decided):
        return found
    if tight(objection.answer) == ACCEPTED:
        return Claim(objection, Matter.DEDUCTION)
    said = f"没有「{objection.about}」这一评价项目、特殊情形或扣款"
    hint = "请写附件2的项目、情形，或其他扣款的文号；不针对某一项的意见，请把这一格留空"
    return FormFault(_cell(objection, "评价项目或扣款"), f"{said}；{hint}")


def _item_claim(objection: Objection, decided: Decided, item: Item) -> Claim | FormFault:
    subject = key(objection.subject)
    form = decided.forms.get(subject)
    if form is None:
        return _no_form(objection, decided, f"评价项目「{item.name}」")
    options = {tight(option.label): option for option in item.options}
    claim = tight(objection.claim)
    option, stated = options.get(_POINTS.sub("", claim)), _POINTS.search(claim)
    if option is not None and stated and int(stated[1]) != option.points:
        said = f"“{objection.claim}” 的选项与分数矛盾：「{item.name}」的{option.label}为 "
        hint = f"{option.points} 分；请只写选项"
        return FormFault(_cell(objection, "主张"), said + hint)
    return Claim(
        objection,
        Matter.ITEM if option else Matter.TEXT,
        form.choices.get(item.name, ""),
        subject,
        item.name,
        option.label if option else "",
        labels=tuple(option.label for option in item.options),
    )


def _event_claim(objection: Objection, decided: Decided, kind: str) -> Claim | FormFault:
    subject = key(objection.subject)
    if subject not in decided.forms:
        return _no_form(objection, decided, f"特殊情形「{kind}」")
    events = [e for e in decided.events if key(e.subject) == subject and e.kind == kind]
    cases = {key(case) for case in _SPLIT.split(objection.cases) if case}
    named = [event for event in events if key(event.case_id) in cases]
    accepted = tight(objection.answer) == ACCEPTED
    if not events and not accepted:
        why = f"「{objection.subject}」没有「{kind}」这一情形"
        return FormFault(_cell(objection, "评价项目或扣款"), why)
    return Claim(
        objection,
        Matter.EVENT if tight(objection.claim) == UNFOUNDED else Matter.TEXT,
        f"{len(named or events)} 件" if events else "已不在违约违规",
        subject,
        events=tuple(named or (() if accepted and cases else events)),
    )


def _deduction_claim(objection: Objection, decided: Decided) -> Claim | FormFault | None:
    about = tight(objection.about)
    names = [(row.document, row.clause) for row in decided.deductions]
    found: list[OtherDeduction] = []
    for place in (0, 1):
        found = found or [
            row
            for row, name in zip(decided.deductions, names, strict=True)
            if name[place] and tight(name[place]) == about
        ]
    if not found and about in _ANY_DEDUCTION:
        found = list(decided.deductions)
    if len(found) > 1:
        why = f"「{objection.about}」有 {len(found)} 笔其他扣款，请改写文号"
        return FormFault(_cell(objection, "评价项目或扣款"), why)
    if not found:
        return None
    (row,) = found
    try:
        amount = parse_money(objection.claim)
    except ValueError:
        amount = Decimal(-1)
    known = 0 <= amount <= row.amount
    return Claim(
        objection,
        Matter.DEDUCTION if known else Matter.TEXT,
        f"{fen(row.amount):,} 元",
        deduction=row if known else None,
        amount=amount if known else Decimal(0),
    )


def _no_form(objection: Objection, decided: Decided, what: str) -> FormFault:
    there = "、".join(form.subject for form in decided.forms.values()) or "（没有）"
    lacks = f"没有「{objection.subject}」的验收评价表" if objection.subject else "评估对象未填"
    said = f"{what}的意见须写明评估对象：{lacks}；该季度的评估对象有：{there}"
    return FormFault(_cell(objection, "评估对象"), said)


def _points(claim: Claim) -> Iterator[object]:
    """Yield what a claim is on; a 文字意见 is on nothing."""
    if claim.matter is Matter.ITEM:
        yield claim.subject, claim.item
    if claim.matter is Matter.EVENT:
        yield from claim.events
    if claim.matter is Matter.DEDUCTION and claim.deduction is not None:
        yield claim.deduction


def _last_label(reason: str, labels: Sequence[str]) -> str:
    """Return the option that a reason names last: 由不及时改为基本及时 → 基本及时."""
    text, found = tight(reason), (-1, "")
    for label in sorted(labels, key=len, reverse=True):
        word = tight(label)
        found = max(found, (text.rfind(word), label))
        text = text.replace(word, "□" * len(word))
    return found[1] if found[0] >= 0 else ""


def _last_amount(reason: str) -> Decimal | None:
    amounts = _AMOUNT.findall(tight(reason))
    return fen(Decimal(re.sub("[,，]", "", amounts[-1]))) if amounts else None


def _cell(objection: Objection, header: str) -> str:
    return objection.cells.get(header, objection.cell)

"""Reading a sheet that carries a filled 附件2 验收评价表, whoever laid it out (design, Files)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TypeVar

from workbook.evaluation.filled_form.dates import find_period, find_quarter
from workbook.evaluation.filled_form.events import MarkedEvents, read_marked_events
from workbook.evaluation.filled_form.labels import Box, Labels, find_labels
from workbook.evaluation.filled_form.marks import MARK_RUN, is_marked
from workbook.evaluation.filled_form.option import by_points, odd_choice, score_of, ticked
from workbook.evaluation.filled_form.terms import EvaluationTerms
from workbook.reading.sheets import RawSheet
from workbook.values.problem import Problem
from workbook.values.quarters import ASK, NOT_OF_A_YEAR
from workbook.values.records import DRAFT, FINAL, Event, Form
from workbook.values.refusals import CellError
from workbook.values.text import is_blank, masked, plain

_SHEET_PREFIX = re.compile(r"附件\s*2\s*[-—－_]\s*(?=\S)")
UNREADABLE = "附件2无法识别"
UNFILLED = "如果这是没有填写的空白表，请隐藏或删除这张工作表"
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class MarkedForm:
    """What a sheet says as a form: nothing when it carries none, or only a blank one.

    With ``problems`` there is no form: one that is read in part would score wrongly.
    """

    form: Form | None = None
    events: tuple[Event, ...] = ()
    problems: tuple[Problem, ...] = ()
    filled: bool = False
    """Whether an item is chosen, wrongly too, or an event is told of."""


def read_marked_form(sheet: RawSheet, terms: EvaluationTerms, *, own: bool = False) -> MarkedForm:
    """Read the form on a sheet; ``own``: the tool itself made it.

    An item without a tick and without 得分 has the choice ``""``. A problem is a tick and a 得分
    that disagree, two ticks, a tick that may mean either of two options, a figure that no option
    has, a 合计 that is not the sum, a 评估日期 that is no date, a quarter that cannot be told, a
    明显违约违规项 of none of the kinds, a second form on the sheet.
    """
    labels = find_labels(sheet, list(terms.items))
    if labels is None:
        return MarkedForm()
    if not labels.whole:
        return _without_its_form(labels)
    if labels.again is not None:
        why = "这里还有一张验收评价表；一张工作表只能放一张，请另放一张工作表"
        return MarkedForm(
            problems=(_problem(labels, CellError(f"{labels.place(labels.again)}：{why}")),),
            filled=True,
        )
    read = _FormReader(labels, terms)
    tried = _Tried(labels)
    tried.problems += [_problem(labels, fault) for fault in labels.faults()]
    choices = {item: tried.get(partial(read.choice, item), "") for item in terms.items}
    blank = MarkedEvents((), read.title_cell())
    told = tried.get(lambda: read_marked_events(labels, terms, own=own), blank)
    filled = bool(any(choices.values()) or told.events or tried.problems)
    opinion = labels.value("评估意见")
    no_day: tuple[date | None, str] = (None, read.title_cell())
    day, day_cell = tried.get(read.day, no_day)
    if not (filled or opinion or day or tried.problems):
        return MarkedForm()
    quarter, period, quarter_cell = tried.get(lambda: read.quarter(empty=not filled), ("", "", ""))
    subject, subject_cell = read.subject()
    tried.get(lambda: read.check_total(choices, told.taken), None)
    if tried.problems:
        return MarkedForm(problems=tuple(tried.problems), filled=filled)
    cells = {
        "季度": quarter_cell,
        "评估日期": day_cell,
        "评估对象": subject_cell,
        **{item: read.item_cell(item) for item in terms.items},
        "评估意见": labels.place(opinion[1]) if opinion else told.cell,
        "状态": read.title_cell(),
        **({"扣分": told.taken_cell} if told.taken is not None else {}),
    }
    form = Form(
        quarter=quarter,
        date=day,
        subject=subject,
        choices=choices,
        opinion=plain(opinion[0]) if opinion else "",
        state=read.state(),
        cells=cells,
        source=sheet.name,
        period=period,
        taken=told.taken,
    )
    return MarkedForm(
        form,
        tuple(
            Event(
                quarter=quarter,
                subject=subject,
                kind=text.kind,
                description=text.description,
                case_id=text.case_id,
                confirmed_by=text.confirmed_by,
                confirmed_on=text.confirmed_on,
                cell=told.cell,
                period=period,
            )
            for text in told.events
        ),
        filled=filled,
    )


@dataclass
class _Tried:
    """Reads one part after the other; what is refused is noted, and reading goes on."""

    labels: Labels
    problems: list[Problem] = field(default_factory=list)

    def get(self, read: Callable[[], _T], otherwise: _T) -> _T:
        """Return what is read, or ``otherwise``."""
        try:
            return read()
        except CellError as error:
            problem = _problem(self.labels, error)
            if problem.address not in {known.address for known in self.problems}:
                self.problems.append(problem)
            return otherwise


def _without_its_form(labels: Labels) -> MarkedForm:
    """Take items below each other for a list; one with ticks must not be passed over in silence."""
    rows = {box.row for box in labels.items.values()}
    ticks = [box for box in labels.boxes if box.row in rows and is_marked(box.text)]
    if not ticks:
        return MarkedForm()
    why = "像是填好的验收评价表，但缺少评估日期、评估标准等栏目；请补全，不是的请隐藏这张工作表"
    return MarkedForm(problems=(_problem(labels, CellError(f"{labels.place(ticks[0])}：{why}")),))


def _problem(labels: Labels, error: CellError) -> Problem:
    place, _, why = str(error).removeprefix(f"{labels.sheet}!").partition("：")
    return Problem(labels.sheet, place, "", UNREADABLE, masked(""), why)


class _FormReader:
    """One form's parts, each found by its labels."""

    def __init__(self, labels: Labels, terms: EvaluationTerms) -> None:
        self._labels = labels
        self._terms = terms
        score = labels.first("得分")
        self._score_column = score.column if score else None

    def choice(self, item: str) -> str:
        """Return the label of the option that a tick, 得分, or both choose."""
        options = self._terms.items[item]
        if item not in self._labels.items:
            raise CellError(f"{self.title_cell()}：附件2中找不到「{item}」一行")
        try:
            found = ticked(self._standards(item), options)
        except ValueError as error:
            raise self._refuse(item, f"“{error}” 不是表上的选项和分值") from None
        marked = found.certain
        if len(marked) > 1:
            raise self._refuse(item, f"勾选了{len(marked)}项：{'、'.join(marked)}")
        pointed = self._pointed(item)
        if found.either and not (pointed and all(pointed[0] in pair for pair in found.either)):
            raise self._refuse(
                item, "勾选写在选项之后，看不出属于哪一项；请勾在选项之前，或填写得分"
            )
        if pointed and marked and pointed[0] != marked[0]:
            scores = dict(options)
            raise CellError(
                f"{pointed[1]}：「{item}」的得分 {scores[pointed[0]]} "
                f"与勾选的「{marked[0]}」{scores[marked[0]]}分不一致"
            )
        chosen = marked[0] if marked else pointed[0] if pointed else ""
        if not chosen and (odd := odd_choice(self._standards(item), options)):
            raise self._refuse(item, f"{odd}；请用 √ 或 ☑ 勾选一项，或填写得分")
        return chosen

    def check_total(self, choices: dict[str, str], taken: Decimal | None) -> None:
        """Raise CellError for a 合计 that is neither the sum nor the sum less 扣分."""
        head = min(box.row for box in self._labels.items.values())
        boxes = [box for box in self._labels.named["合计"] if box.row > head]
        if not boxes or not all(choices.values()):
            return
        found = self._labels.beside("合计", boxes[-1])
        if found is None:
            return
        self._labels.check_shown(found[1])
        try:
            total = score_of(found[0])
        except ValueError:
            total = Decimal(-1)
        base = sum(dict(self._terms.items[item])[label] for item, label in choices.items())
        allowed = {Decimal(base), max(Decimal(0), base - (taken or Decimal(0)))}
        if total is not None and total not in allowed:
            raise CellError(
                f"{self._labels.place(found[1])}：合计 “{masked(plain(found[0]))}” "
                f"与各项得分之和 {base} 不一致"
            )

    def item_cell(self, item: str) -> str:
        """Return the address where the item's choice stands: its options, else its name."""
        box = next(iter(self._standards(item)), self._labels.items[item])
        return self._labels.place(box)

    def title_cell(self) -> str:
        """Return the address of the form's first filled cell."""
        return self._labels.place(self._labels.boxes[0])

    def day(self) -> tuple[date | None, str]:
        """Return 评估日期, None when blank, and where it stands."""
        found = self._labels.value("评估日期")
        if found is None:
            box = self._labels.first("评估日期")
            return None, self._labels.place(box) if box else self.title_cell()
        return self._labels.date(*found), self._labels.place(found[1])

    def quarter(self, *, empty: bool = False) -> tuple[str, str, str]:
        """Return 第N季度, the period's dates as text, and where they stand; one must be there."""
        found = [f for f in map(self._labels.value, ("周期", "合同名称")) if f]
        label = self._labels.first("周期") or self._labels.first("合同名称")
        cell = self._labels.place(found[0][1] if found else label or self._labels.boxes[0])
        text = "\n".join(str(value) for value, _ in found)
        try:
            quarter, period = find_quarter(text), find_period(text)
        except ValueError as error:
            why = f"，{NOT_OF_A_YEAR}" if str(error) == NOT_OF_A_YEAR else ""
            shown = masked(text)
            raise CellError(f"{cell}：周期无法识别 “{shown}”{why}，{ASK} 或起止日期") from None
        if not quarter and not period:
            hint = f"；{UNFILLED}" if empty else ""
            raise CellError(
                f"{cell}：看不出是哪一季度，请在「合同名称/周期」写明 第1季度 或起止日期{hint}"
            )
        return quarter, "至".join(day.isoformat() for day in period) if period else "", cell

    def subject(self) -> tuple[str, str]:
        """Return 评估对象: what the form says, else the sheet's name without 附件2-."""
        named = self._labels.value("评估对象")
        if named and not is_blank(named[0]):
            return plain(named[0]), self._labels.place(named[1])
        return _SHEET_PREFIX.sub("", self._labels.sheet, count=1).strip(), self.title_cell()

    def state(self) -> str:
        """Return 草稿 when the sheet's name, the head of the form or 状态 says so, else 定稿."""
        head = min(box.row for box in self._labels.items.values())
        texts = [box.text for box in self._labels.between(0, head)]
        texts += [str(found[0]) for found in [self._labels.value("状态")] if found]
        drafts = (self._labels.sheet, *texts)
        return DRAFT if any(map(_says_draft, drafts)) else FINAL

    def _band(self, item: str) -> list[Box]:
        """Return the boxes right of an item, down to the next one or the next label left of it."""
        start = self._labels.items[item]
        below = min(
            (box.row for box in self._labels.items.values() if box.row > start.row),
            default=None,
        )
        if below is None:
            below = min(
                (
                    b.row
                    for b in self._labels.boxes
                    if b.row > start.row
                    and (b.column <= start.column or b in self._labels.named["合计"])
                ),
                default=start.row + 1,
            )
        rows = self._labels.between(start.row, below)
        return [box for box in rows if box.column > start.column]

    def _standards(self, item: str) -> list[Box]:
        last = self._score_column
        return [box for box in self._band(item) if last is None or box.column < last]

    def _pointed(self, item: str) -> tuple[str, str] | None:
        """Return the option that 得分 gives and the score's address; None when it is blank."""
        if self._score_column is None:
            return None
        found: dict[str, str] = {}
        for box in self._band(item):
            if box.column < self._score_column:
                continue
            place = self._labels.place(box)
            try:
                score = score_of(box.value)
                if score is not None:
                    self._labels.check_shown(box)
                    found.setdefault(by_points(score, self._terms.items[item]), place)
            except ValueError:
                wanted = "、".join(f"{points}" for _, points in self._terms.items[item])
                raise CellError(
                    f"{place}：「{item}」的得分 “{masked(box.text)}” 不是任何选项的分值（{wanted}）"
                ) from None
        if len(found) > 1:
            places = "、".join(found.values())
            raise self._refuse(item, f"有几个不同的得分：{places}")
        return next(iter(found.items()), None)

    def _refuse(self, item: str, message: str) -> CellError:
        return CellError(f"{self.item_cell(item)}：「{item}」{message}")


def _says_draft(text: str) -> bool:
    """Tell whether a text says 草稿; where it offers 定稿 too, by the tick."""
    tick = re.search(rf"({MARK_RUN})\s*{DRAFT}", text)
    return DRAFT in text and (FINAL not in text or (tick is not None and is_marked(tick.group(1))))

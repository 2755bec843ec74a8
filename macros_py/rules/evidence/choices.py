"""What forms chose where the evidence suggests an option: a choice against it asks for a reason."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from macros_py.rules.evidence.evidence import ItemEvidence
from macros_py.rules.evidence.weighed_figures import CellFault
from workbook.values.records import Form

UNREASONED = "与建议不同而未写理由"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a form chose for an item that has a suggestion; 评估意见 is the reason.

    ``scope`` says whose figures are behind the suggestion: 本人, 全队, or blank.
    """

    subject: str
    item: str
    chosen: str
    suggestion: str
    reason: str
    cell: str
    scope: str = ""

    @property
    def differs(self) -> bool:
        """Whether the person chose otherwise."""
        return self.chosen != self.suggestion

    @property
    def unreasoned(self) -> bool:
        """Whether a choice against the suggestion lacks its reason."""
        return self.differs and not self.reason


def choices_of(items: Iterable[ItemEvidence], forms: Iterable[Form]) -> tuple[Choice, ...]:
    """Return what each form chose for every item that has a suggestion for it."""
    items = tuple(items)
    return tuple(
        Choice(
            form.subject,
            item.item.name,
            form.choices[item.item.name],
            suggestion,
            form.opinion,
            form.cells.get("评估意见", ""),
            item.scope(form.subject),
        )
        for form in forms
        for item in items
        if form.choices.get(item.item.name) and (suggestion := item.suggestion_for(form.subject))
    )


def choice_faults(choices: Iterable[Choice]) -> tuple[CellFault, ...]:
    """Name the 评估意见 of every choice against a suggestion that lacks its reason."""
    return tuple(
        CellFault(
            choice.cell,
            UNREASONED,
            "",
            f"「{choice.subject}」的「{choice.item}」选择“{choice.chosen}”，与{choice.scope}建议“"
            f"{choice.suggestion}”（建议，非合同）不同，请在评估意见中写明理由",
        )
        for choice in choices
        if choice.unreasoned
    )


def unreasoned_forms(choices: Iterable[Choice]) -> Iterator[str]:
    """Yield a line for each form that chose against suggestions and gives no reason."""
    counts = Counter((each.cell, each.subject) for each in choices if each.unreasoned)
    for (cell, subject), count in counts.items():
        yield f"{cell}：{subject} {count} 项{UNREASONED}，见「时限统计」五"

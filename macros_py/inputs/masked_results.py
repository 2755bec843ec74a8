"""Phone and identity numbers hidden in whole results, before any output sees them (rules 8)."""

from dataclasses import replace

from macros_py.rules.evidence.attendance import Occurrence
from macros_py.rules.evidence.choices import Choice
from macros_py.rules.evidence.evidence import ItemEvidence
from macros_py.rules.evidence.weighed_figures import Figure, Miss
from macros_py.rules.scoring.scoring import QuarterScore, ScoredForm
from workbook.values.records import Event
from workbook.values.text import masked, shown_case


def masked_score(score: QuarterScore) -> QuarterScore:
    """Return a score with every text that people typed masked."""
    return replace(score, forms=tuple(map(_form, score.forms)))


def masked_choice(choice: Choice) -> Choice:
    """Return a choice with 评估对象, its reason and its sheet's name masked."""
    return replace(
        choice,
        subject=masked(choice.subject),
        chosen=masked(choice.chosen),
        reason=masked(choice.reason),
        cell=masked(choice.cell),
    )


def masked_item(item: ItemEvidence) -> ItemEvidence:
    """Return the evidence of an item with its case numbers as shown and all other text masked.

    Each text by itself: a number typed beside a count must not run into it.
    """
    findings = replace(
        item.findings,
        figures=tuple(map(_figure, item.findings.figures)),
        notes=tuple(map(masked, item.findings.notes)),
    )
    return replace(item, findings=findings, occurrences=tuple(map(_occurrence, item.occurrences)))


def _form(form: ScoredForm) -> ScoredForm:
    return replace(
        form,
        subject=masked(form.subject),
        opinion=masked(form.opinion),
        events=tuple(map(_event, form.events)),
    )


def _event(event: Event) -> Event:
    return replace(
        event,
        subject=masked(event.subject),
        description=masked(event.description),
        case_id=shown_case(event.case_id),
        confirmed_by=masked(event.confirmed_by),
        cell=masked(event.cell),
        period=masked(event.period),
        cells={header: masked(cell) for header, cell in event.cells.items()},
    )


def _figure(figure: Figure) -> Figure:
    misses, undecided = (
        tuple(Miss(shown_case(miss.what), masked(miss.why)) for miss in part)
        for part in (figure.misses, figure.undecided)
    )
    return replace(figure, misses=misses, undecided=undecided, note=masked(figure.note))


def _occurrence(each: Occurrence) -> Occurrence:
    return replace(each, name=masked(each.name), kind=masked(each.kind))

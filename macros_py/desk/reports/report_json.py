"""The figures of a report as the plain data that ``--json`` prints."""

from macros_py.desk.reports.study import Study
from macros_py.desk.reports.trends import Trends
from macros_py.rules.deadlines.status import Status
from macros_py.rules.periods.comparison import Earlier
from macros_py.rules.periods.period import Period
from macros_py.rules.terms.percentages import share_text

_STATUSES = {"on_time": Status.ON_TIME, "late": Status.LATE, "overdue": Status.OVERDUE}


def figures_json(study: Study) -> dict[str, object]:
    """Return a study's figures; shares and rates as exact fractions."""
    flow, repeating = study.flow, study.repeating
    chains = repeating.chains
    return {
        "as_of": study.judged.verdicts.as_of.isoformat(),
        "period": period_json(study.period, running=study.elapsed.running),
        "balance": {
            **{key: flow[key] for key in ("opening", "received", "returned", "closed")},
            "open_at_end": flow["closing"],
            "outside": study.times.outside,
        },
        "compared": {
            "previous": _compared(study, study.comparison.previous),
            "year": _compared(study, study.comparison.year),
        },
        "rates": {"counted": study.rates.told[0], **study.rates.json()},
        "categories": _groups(study, "category"),
        "places": _groups(study, "place"),
        "units": _units(study),
        "lost": [
            {"case": study.case(case.row), "missed": list(case.missed)} for case in study.lost
        ],
        "funnel": {
            step.stage.name: {
                "reached": study.told(step, step.reached),
                **{key: study.told(step, step.count(s)) for key, s in _STATUSES.items()},
            }
            for step in study.steps
        },
        "repeats": {
            "reading": repeating.reading,
            "groups": None if chains is None else len(chains.sizes_of(study.rows)),
            "cases": int((study.rows & repeating.marks).sum()) if repeating.joins else None,
        },
        "surges": _surges(study),
    }


def period_json(period: Period, *, running: bool) -> dict[str, object]:
    """Return a period as plain data; ``end`` is the first moment after it."""
    return {
        "label": period.label,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "running": running,
    }


def _compared(study: Study, span: Earlier) -> dict[str, object]:
    change = study.change(span)
    return {
        "label": span.period.label,
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
        "covered": span.covered,
        "received": change.before,
        "change": share_text(change.share),
    }


def _groups(study: Study, field: str) -> list[dict[str, object]]:
    if not study.has(field):
        return []
    groups = study.categories.first if field == "category" else study.places
    return [
        {
            "name": group.name,
            "received": group.received,
            "share": share_text(group.share),
            **group.rates.json(),
            "open_at_end": group.open_at_end,
            "repeats": group.repeats,
        }
        for group in study.grouped(groups)
        if group.received
    ]


def _units(study: Study) -> list[dict[str, object]]:
    if not study.has("unit"):
        return []
    return [
        {
            "name": unit.name,
            "rank": unit.rank,
            "received": unit.rates.received,
            "counted": unit.rates.told[0],
            **unit.rates.json(),
            "late": unit.late,
            "overdue": unit.overdue,
            "returned": unit.returned,
            "suspended": unit.suspended,
        }
        for unit in study.units
    ]


def _surges(study: Study) -> list[dict[str, object]]:
    return [
        {"name": surge.name, "received": surge.count, "expected": share_text(surge.expected)}
        for surge in Trends(study).surges[0]
    ]

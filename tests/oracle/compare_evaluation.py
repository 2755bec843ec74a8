"""Random evaluation workbooks through `score` and `settle`, against the oracle."""

from __future__ import annotations

import csv
import random
import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.oracle import command
from tests.oracle.quarters import quarter_last_day, quarter_start
from tests.oracle.random_evaluation import MONEY_READINGS, Evaluation, write_evaluation
from tests.oracle.scoring import (
    Form,
    Readings,
    average_of,
    base_of,
    event_points_of,
    points_of,
    score_of,
)
from tests.oracle.settlement import QUARTER_FEE, settle
from tests.oracle.words import spellings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal
    from pathlib import Path

UNCONFIRMED = "服务起始日未经甲方确认"
CELL_REFUSALS = ("选项缺失", "选项不在列表")
AS_OF = "2025-12-26T09:00:00"


def compare_evaluation(seed: int, folder: Path, settle_too: bool = True) -> list[str]:
    """Differences between tool and oracle on one random evaluation; none when they agree."""
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    evaluation = write_evaluation(rng, folder / "考核评价.xlsx")
    about = f"seed {seed} (quarter {evaluation.quarter}, {evaluation.readings})"
    return [f"{about}: {line}" for line in _differences(evaluation, folder, settle_too)]


def _differences(evaluation: Evaluation, folder: Path, settle_too: bool) -> Iterator[str]:
    quarter = evaluation.quarter
    if evaluation.refusal is None:
        scored = command.run("score", evaluation.path, "--quarter", quarter, "--json")
        if scored.exit_code == 2:
            yield f"score refused: {scored.stderr.strip()}"
        else:
            yield from _compare_scores(evaluation, scored.document)
    if not settle_too and evaluation.refusal is None:
        return
    out = folder / "结算"
    ledger = _small_ledger(folder)
    settled = command.run(
        *("settle", ledger, evaluation.path, "--quarter", quarter),
        *("--out", out, "--as-of", AS_OF, "--json"),
    )
    if evaluation.refusal is not None:
        yield from _compare_refusal(evaluation, settled, out)
    elif settled.exit_code == 2:
        yield f"settle refused: {settled.stderr.strip()}"
    else:
        yield from _compare_scores(evaluation, settled.document)
        yield from _compare_money(evaluation, settled.document)


def _compare_refusal(evaluation: Evaluation, settled: command.Outcome, out: Path) -> Iterator[str]:
    """Refused with one line that helps, and nothing written."""
    about, line = evaluation.refusal, settled.stderr.strip()
    if settled.exit_code != 2 or not line or "\n" in line:
        yield f"not refused in one line for {about}: exit {settled.exit_code}, {line}"
    if "程序出错" in line:
        yield f"broke instead of refusing for {about}: {line}"
    if about == "草稿" and not any(form.subject in line for form in evaluation.forms):
        yield f"the draft is not named: {line}"
    if about in CELL_REFUSALS and re.search(r"[A-Z]+[0-9]+", line) is None:
        yield f"no cell is named for {about}: {line}"
    if out.exists() and any(out.iterdir()):
        yield f"refused for {about}, but wrote {sorted(out.iterdir())}"


def _small_ledger(folder: Path) -> Path:
    path = folder / "台账.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [
                ("工单编号", "派单时间", "接收时间"),
                ("JS1", "2024-01-05 09:00", "2024-01-05 09:20"),
                ("JS2", "2024-05-05 09:00", "2024-05-05 09:40"),
            ]
        )
    return path


def _differing(pairs: Sequence[tuple[str, object, object]]) -> Iterator[str]:
    for name, expected, got in pairs:
        if expected != got:
            yield f"{name}: expected {expected}, got {got}"


def _compare_scores(evaluation: Evaluation, document: dict[str, Any]) -> Iterator[str]:
    number, readings = evaluation.quarter, evaluation.readings
    average = average_of(evaluation.forms, readings)
    quarter = document["quarter"]
    yield from _differing(
        [
            ("label", f"第{number}季度", quarter["label"]),
            ("start", str(quarter_start(evaluation.service_start, number)), quarter["start"]),
            ("end", str(quarter_last_day(evaluation.service_start, number)), quarter["end"]),
            ("average", average, Fraction(document["average"])),
            ("subjects", _subjects(evaluation), {form["subject"] for form in document["forms"]}),
            (
                "start banner",
                not evaluation.start_confirmed,
                any(UNCONFIRMED in banner for banner in document["banners"]),
            ),
        ]
    )
    written = {form["subject"]: form for form in document["forms"]}
    for form in evaluation.forms:
        if form.subject in written:
            yield from _compare_form(form, readings, written[form.subject])
    for name, (attribute, _) in MONEY_READINGS.items():
        yield from _differing(
            [(name, getattr(readings, attribute), str(document["readings"][name]))]
        )


def _subjects(evaluation: Evaluation) -> set[str]:
    return {form.subject for form in evaluation.forms}


def _compare_form(form: Form, readings: Readings, got: dict[str, Any]) -> Iterator[str]:
    subject = form.subject
    points = {item: Fraction(value) for item, value in got["points"].items()}
    yield from _differing(
        [
            (f"{subject} points", points_of(form), points),
            (f"{subject} base", base_of(form), Fraction(got["base"])),
            (f"{subject} score", score_of(form, readings), Fraction(got["score"])),
            (f"{subject} events", len(form.events), len(got["events"])),
        ]
    )
    if readings.event_from == "表":
        expected = event_points_of(form, readings)
        yield from _differing(
            [(f"{subject} event points", expected, Fraction(got["event_points"]))]
        )


def _compare_money(evaluation: Evaluation, document: dict[str, Any]) -> Iterator[str]:
    average = average_of(evaluation.forms, evaluation.readings)
    money = settle(average, evaluation.deductions, evaluation.readings.part_point)
    yield from _differing(
        [
            ("fee", str(QUARTER_FEE), document["fee"]),
            (
                "performance_deduction",
                str(money.performance_deduction),
                document["performance_deduction"],
            ),
            ("other_deductions", str(money.other_deductions), document["other_deductions"]),
            ("payable", str(money.payable), document["payable"]),
            ("shortfall", str(money.shortfall), document["shortfall"]),
        ]
    )
    allowed = spellings(money.payable)
    if document["payable_words"] not in allowed:
        yield f"payable_words: expected one of {allowed}, got {document['payable_words']}"
    yield from _compare_sensitivity(evaluation, money.payable, document["sensitivity"])


def _compare_sensitivity(
    evaluation: Evaluation, payable: Decimal, entries: list[dict[str, Any]]
) -> Iterator[str]:
    """What the amount would be under each other choice of one reading (rules, opening)."""
    listed = {
        (entry["reading"], str(entry["choice"])): (entry["payable"], entry["shortfall"])
        for entry in entries
    }
    for name, (attribute, choices) in MONEY_READINGS.items():
        for choice in choices:
            if choice == getattr(evaluation.readings, attribute):
                continue
            readings = replace(evaluation.readings, **{attribute: choice})
            average = average_of(evaluation.forms, readings)
            other = settle(average, evaluation.deductions, readings.part_point)
            expected = (str(other.payable), str(other.shortfall))
            got = listed.get((name, choice))
            if got is None and other.payable == payable:
                continue
            yield from _differing([(f"sensitivity {name}={choice}", expected, got)])

"""Random ledgers through `flags` and `rates`, against the oracle."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import openpyxl

from tests.oracle import command
from tests.oracle.deadlines import (
    STAGES,
    Summary,
    Verdict,
    judge_case,
    plain_status,
    said,
    summarise,
)
from tests.oracle.layout import FLAG_HEADERS
from tests.oracle.random_evaluation import write_workbook
from tests.oracle.random_ledger import Ledger, Row, write_ledger
from tests.oracle.rates import Asked, Rates, pooled_rates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from tests.oracle.values import Case

SHOWN = 40
JudgedLedger = tuple[Row, dict[str, Verdict], Summary]


def compare_ledger(seed: int, folder: Path, n_rows: int) -> list[str]:
    """Differences between tool and oracle on one random ledger; none when they agree."""
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    ledger = write_ledger(rng, folder, n_rows)
    options = _options(ledger, folder)
    out = folder / "输出.xlsx"
    flagged = command.run("flags", ledger.path, "--out", out, *options)
    if flagged.exit_code not in {0, 1}:
        return [f"seed {seed}: flags exited {flagged.exit_code}: {flagged.stderr.strip()}"]
    judged = list(_judge(ledger))
    differences = [
        *_compare_rows(ledger, judged, out),
        *_compare_counts(judged, flagged.document),
        *_compare_problems(ledger, flagged),
        *_compare_rates(ledger, options),
    ]
    about = f"seed {seed} ({ledger.path.name}, as of {ledger.as_of}, {ledger.chosen.rows})"
    return [f"{about}: {line}" for line in differences[:SHOWN]]


def _options(ledger: Ledger, folder: Path) -> list[object]:
    settings = folder / "考核评价.xlsx"
    chosen = ledger.chosen
    holidays = [(day, name, "是" if rests else "否") for day, name, rests in chosen.holidays]
    write_workbook(
        settings,
        {
            "合同设置": [(name, value, None, None) for name, value in chosen.rows.items()],
            "节假日": holidays,
        },
    )
    pins = [part for pin in ledger.pins for part in ("--column", pin)]
    return ["--as-of", ledger.as_of.isoformat(), "--settings", settings, *pins, "--json"]


def _judge(ledger: Ledger) -> Iterator[JudgedLedger]:
    for row in ledger.rows:
        verdicts = judge_case(row.case, ledger.chosen.settings, ledger.as_of, row.columns)
        yield row, verdicts, summarise(verdicts, ledger.as_of)


def _expected_flags(verdicts: dict[str, Verdict], summary: Summary) -> dict[str, object]:
    flags: dict[str, object] = {}
    for header in FLAG_HEADERS:
        stage, column = header[:-2], header[-2:]
        if stage in verdicts:
            verdict = verdicts[stage]
            flags[header] = verdict.due if column == "时限" else verdict.status
    flags["总体状态"], flags["下一时限"], flags["剩余分钟"] = summary
    flags["剩余或已超"] = said(summary.minutes_left)
    return flags


def _compare_rows(ledger: Ledger, judged: list[JudgedLedger], out: Path) -> Iterator[str]:
    book = openpyxl.load_workbook(out)
    grids, places = {}, {}
    for name, header_row in ledger.header_rows.items():
        sheet = book[name] if name in book.sheetnames else book.worksheets[0]
        grids[name] = list(sheet.iter_rows(values_only=True))
        above = grids[name][header_row - 2] if header_row > 1 else ()
        places[name] = _flag_places(above, grids[name][header_row - 1])
        missing = [header for header in FLAG_HEADERS if header not in places[name]]
        if missing:
            yield f"{name}: no columns {missing}"
    for row, verdicts, summary in judged:
        written = grids[row.sheet][row.number - 1]
        for header, expected in _expected_flags(verdicts, summary).items():
            if header not in places[row.sheet]:
                continue
            got = _plain(written[places[row.sheet][header]])
            if got != expected and not (got is None and _may_be_blank(header, verdicts)):
                place = f"{row.sheet} row {row.number} {header}"
                yield f"{place}: expected {expected}, got {got}; {_shown(row.case)}"


def _may_be_blank(header: str, verdicts: dict[str, Verdict]) -> bool:
    """The rules do not say whether 无法判定 shows a due time that can be computed."""
    stage, column = header[:-2], header[-2:]
    return column == "时限" and stage in verdicts and verdicts[stage].status == "无法判定"


def _flag_places(above: tuple[Any, ...], header: tuple[Any, ...]) -> dict[str, int]:
    """Flag header to its column; a two-row header is read as both rows joined."""
    above = above or (None,) * len(header)
    places = {}
    for index, (top, low) in enumerate(zip(above, header, strict=True)):
        for text in (f"{top or ''}{low or ''}", str(low or ""), str(top or "")):
            if text in FLAG_HEADERS:
                places.setdefault(text, index)
    return places


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    return None if value == "" else value


def _shown(case: Case) -> str:
    return ", ".join(
        f"{name}={value}"
        for name, value in vars(case).items()
        if value not in (None, (), "", False) or name == "in_township"
    )


def repeats_of(rows: Iterable[Row]) -> list[bool]:
    """Whether each row repeats a case number; a blank one repeats nothing."""
    seen: set[str] = {""}
    repeated = []
    for row in rows:
        repeated.append(row.case.case_id in seen and row.case.case_id != "")
        seen.add(row.case.case_id)
    return repeated


def _compare_counts(judged: list[JudgedLedger], document: dict[str, Any]) -> Iterator[str]:
    """Every count takes only the first row of a case number (rules 2)."""
    repeated = repeats_of(row for row, _, _ in judged)
    firsts = [item for item, again in zip(judged, repeated, strict=True) if not again]
    for stage in STAGES:
        expected = Counter(plain_status(verdicts[stage].status) for _, verdicts, _ in firsts)
        got = {name: count for name, count in document["stages"][stage].items() if count}
        if got != expected:
            yield f"count of {stage}: expected {dict(expected)}, got {got}"
    overall = Counter(summary.overall for _, _, summary in firsts)
    got = {name: count for name, count in document["overall"].items() if count}
    if got != overall:
        yield f"count of 总体状态: expected {dict(overall)}, got {got}"
    if document["rows"] != len(judged):
        yield f"rows: expected {len(judged)}, got {document['rows']}"


def _compare_problems(ledger: Ledger, flagged: command.Outcome) -> Iterator[str]:
    problems = flagged.document["problems"]
    if flagged.exit_code != (1 if problems else 0):
        yield f"exit {flagged.exit_code} with {len(problems)} problems"
    one_sheet = len(ledger.header_rows) == 1
    named = {("" if one_sheet else problem["sheet"], problem["cell"]) for problem in problems}
    for sheet, cell in sorted(ledger.bad_cells):
        if ("" if one_sheet else sheet, cell) not in named:
            yield f"no problem names the unreadable cell {sheet}!{cell}"
    expected = sum(repeats_of(ledger.rows))
    got = sum(problem["kind"] == "重复工单" for problem in problems)
    if got != expected:
        yield f"problems of kind 重复工单: expected {expected}, got {got}"


GROUPINGS: dict[str, Callable[[Case], object] | None] = {
    "unit": lambda case: case.unit,
    "place": lambda case: case.place,
    "category": lambda case: case.category,
    "month": lambda case: (case.dispatched_at.year, case.dispatched_at.month),
    "cycle": lambda case: _cycle_of(case.dispatched_at),
}


def _cycle_of(day: dt.date) -> tuple[int, int]:
    """考核月: the 19th to the 18th; named here by the month it begins in."""
    months = day.year * 12 + day.month - (1 if day.day >= 19 else 2)
    return months // 12, months % 12 + 1


def _compare_rates(ledger: Ledger, options: list[object]) -> Iterator[str]:
    for by, group_of in GROUPINGS.items():
        outcome = command.run("rates", ledger.path, "--by", by, *options)
        if outcome.exit_code not in {0, 1}:
            yield f"rates --by {by} exited {outcome.exit_code}: {outcome.stderr.strip()}"
            continue
        document = outcome.document
        cases = [(row.case, row.columns) for row in ledger.rows]
        weight = ledger.chosen.basic_weight
        total = pooled_rates(cases, weight)
        if _read_rates(document) != total:
            yield f"rates: expected {total}, got {_read_rates(document)}"
        expected = _grouped(ledger, by, group_of)
        got = Counter(map(_read_rates, document["groups"]))
        extra, missing = got - expected, expected - got
        # a group of cases of which none counts, or cases that no group fits, may be listed or not
        wrong = [rates for rates in (*extra, *missing) if rates.counted]
        if wrong:
            yield f"rates --by {by}: only expected {list(missing)}, only got {list(extra)}"


def _grouped(ledger: Ledger, by: str, group_of: Callable[[Case], object]) -> Counter[Rates]:
    groups: dict[object, list[Asked]] = {}
    for row, again in zip(ledger.rows, repeats_of(ledger.rows), strict=True):
        dated = by not in {"month", "cycle"} or isinstance(row.case.dispatched_at, dt.date)
        if not again:
            groups.setdefault(group_of(row.case) if dated else None, []).append(
                (row.case, row.columns)
            )
    weight = ledger.chosen.basic_weight
    return Counter(pooled_rates(cases, weight) for cases in groups.values())


def _read_rates(document: dict[str, Any]) -> Rates:
    shares = [document[name] for name in ("response", "resolution", "satisfaction")]
    return Rates(
        document["counted"], *(None if share is None else Fraction(share) for share in shares)
    )

"""A ledger that has been read and judged: what check, flags, rates and settle share."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from macros_py.inputs.in_force import Basis
from macros_py.rules.deadlines.deadlines import Engine, Verdicts
from macros_py.rules.deadlines.faults import FUTURE, LIMIT, Fault, find_faults
from macros_py.rules.deadlines.stages import STAGES
from macros_py.rules.deadlines.statistics import count_stages, count_statuses
from macros_py.rules.terms.banners import contract_banners
from workbook.ledger.headers import template_header
from workbook.ledger.ledger import Ledger, read_ledger
from workbook.values.cells import letters
from workbook.values.problem import Problem
from workbook.values.text import masked


@dataclass(frozen=True)
class Judged:
    """A ledger with its verdicts; ``problems`` are the reader's and those of the rules."""

    ledger: Ledger
    verdicts: Verdicts
    basis: Basis
    problems: tuple[Problem, ...]

    @property
    def first_rows(self) -> npt.NDArray[np.bool_]:
        """Rows that counts take: of a repeated case number only the first."""
        return ~self.ledger.frame["duplicate"].to_numpy(dtype=bool)

    @cached_property
    def banners(self) -> tuple[str, ...]:
        """What every output carries until the township has settled it."""
        return tuple(contract_banners(self.basis.settings))

    @property
    def missing_stages(self) -> tuple[tuple[str, str], ...]:
        """Stages that are 不适用 throughout, each with the header of the column that is lacking."""
        return tuple(
            (stage.name, template_header(stage.done))
            for stage in STAGES
            if stage.done not in self.ledger.fields
        )

    def json(self) -> dict[str, object]:
        """Return the counts, columns and problems as plain data."""
        rows = self.first_rows
        columns: dict[str, str] = {}
        for sheet in self.ledger.sheets:
            for field in sheet.columns:
                columns.setdefault(field, f"{masked(sheet.name)}!{letters(sheet.columns[field])}")
        return {
            "as_of": self.verdicts.as_of.isoformat(),
            "rows": len(self.ledger.frame),
            "sheets": [masked(sheet.name) for sheet in self.ledger.sheets],
            "ignored_sheets": list(self.ledger.ignored),
            "skipped_rows": list(self.ledger.skipped),
            "columns": columns,
            "missing_stages": dict(self.missing_stages),
            "stages": {
                count.stage.name: {status.text: n for status, n in count.counts.items()}
                for count in count_stages(self.verdicts, rows)
            },
            "overall": {
                status.text: n for status, n in count_statuses(self.verdicts.overall, rows).items()
            },
            "banners": list(self.banners),
            "problems": [problem_json(problem) for problem in self.problems],
        }

    def problem_kinds(self) -> Mapping[str, int]:
        """Count the problems by kind, most frequent first."""
        return dict(Counter(problem.kind for problem in self.problems).most_common())


def judge_ledger(path: Path, basis: Basis, as_of: datetime) -> Judged:
    """Read a ledger and judge every stage of every case as of a moment."""
    return judge(read_ledger(path, basis.settings.pins), basis, as_of)


def judge(ledger: Ledger, basis: Basis, as_of: datetime) -> Judged:
    """Judge every stage of every case of a ledger that has been read."""
    engine = Engine(basis.contract, basis.settings, basis.holidays, as_of)
    verdicts = engine.judge(ledger.frame, ledger.fields)
    faults = find_faults(ledger.frame, verdicts, basis.contract, basis.settings)
    problems = (*ledger.problems, *_problems(ledger, faults))
    return Judged(ledger, verdicts, basis, problems)


def problem_json(problem: Problem) -> dict[str, str]:
    """Return a problem as plain data."""
    return {
        "sheet": masked(problem.sheet),
        "cell": problem.cell,
        "field": problem.field,
        "kind": problem.kind,
        "value": problem.value,
        "message": problem.message,
    }


def _problems(ledger: Ledger, faults: list[Fault]) -> Iterator[Problem]:
    for fault in faults:
        sheet, cell = ledger.address(fault.row, fault.field)
        value = _value(ledger, fault.row, fault.field)
        header = template_header(fault.field)
        if fault.kind == LIMIT:
            message = f"时限等级无法识别 “{value}”，办结时限无从计算"
        elif fault.kind == FUTURE:
            message = f"{header} {value} 晚于截止时点".replace("  ", " ")
        else:
            other = _value(ledger, fault.row, fault.other)
            message = f"{header} {value} 早于{template_header(fault.other)} {other}"
        yield Problem(sheet, cell, fault.field, fault.kind, value, message)


def _value(ledger: Ledger, row: int, field: str) -> str:
    value = ledger.frame[field].iat[row]
    if field == "progress_dates":
        return ""
    if field == "limit_class":
        return masked(str(value))
    text = str(value)
    return text[:10] if ledger.frame[f"{field}_dateonly"].iat[row] else text

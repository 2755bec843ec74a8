"""What a person asks of a ledger: check it, write the time limits into it, count its rates."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from macros_py.desk.check_list import CHECKED, check_list
from macros_py.desk.flag_target import flag_target
from macros_py.desk.flagging import sheet_flags
from macros_py.desk.lists import check_place, put
from macros_py.inputs.judged_ledger import JudgedLedger, judge_ledger, problem_json
from macros_py.jobs.inputs import Inputs, Progress, silent
from macros_py.rules.periods.groups import Groups
from macros_py.rules.periods.rate_counts import RateCounts
from macros_py.rules.rates.rates import group_keys
from workbook.files.saving import backup_of
from workbook.files.stamp import Stamp
from workbook.ledger.in_place import in_place
from workbook.patch import write_sheets
from workbook.values.problem import Problem
from workbook.values.text import masked, shown_case

Json = dict[str, object]


@dataclass(frozen=True)
class Flagged:
    """A judged ledger, the file that now holds the flags, and the one that it replaced.

    ``renamed``: sheets whose names Excel does not take, old name → new.
    """

    judged: JudgedLedger
    output: Path
    backup: Path | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Json:
        """Return the counts, columns, problems and output."""
        return {
            **self.judged.json(),
            "output": str(self.output),
            "renamed": dict(self.renamed),
        }


@dataclass(frozen=True)
class Rated:
    """The rates of a ledger, of each group by its name; ``by``: a key of ``GROUPINGS`` or None."""

    judged: JudgedLedger
    total: RateCounts
    by: str | None
    groups: tuple[tuple[str, RateCounts], ...]
    zero_candidates: tuple[str, ...]
    problems: tuple[Problem, ...]

    def json(self) -> Json:
        """Return the rates as exact fractions, null where nothing is counted."""
        return {
            "as_of": self.judged.verdicts.as_of.isoformat(),
            **_rates(self.total),
            "by": self.by,
            "groups": [{"name": name, **_rates(counts)} for name, counts in self.groups],
            "zero_score_candidates": list(self.zero_candidates),
            "banners": list(self.judged.banners),
            "notes": list(self.judged.notes),
            "problems": list(map(problem_json, self.problems)),
        }


def check(inputs: Inputs, out: Path | None = None, progress: Progress = silent) -> JudgedLedger:
    """Read and judge a ledger and list everything in it that a person must look at.

    ``out`` gets the list; raises the refusals of reading and writing.
    """
    check_place(out, CHECKED, (inputs.ledger, inputs.evaluation))
    progress("读取台账，核对时限")
    judged = judge_ledger(inputs.ledger, inputs.in_force(), inputs.as_of)
    if out is not None:
        put(out, check_list(judged), inputs.ledger)
    return judged


def flags(inputs: Inputs, out: Path | None = None, progress: Progress = silent) -> Flagged:
    """Write the eighteen columns into the ledger, or into ``out`` and leave the ledger alone.

    A ledger that is not .xlsx or .xlsm is written as a new .xlsx beside it. Raises the refusals of
    reading, of ``flag_target`` and of ``write_sheets``; then nothing is written.
    """
    target = flag_target(inputs.ledger, out)
    judged = check(inputs, None, progress)
    progress("写入时限列")
    replaced = Path(os.path.realpath(target))
    backup = backup_of(replaced) if replaced.exists() else None
    with tempfile.TemporaryDirectory() as folder:
        source, stamp = inputs.ledger, judged.ledger.stamp
        renamed: dict[str, str] = {}
        if not in_place(source):
            from workbook.ledger.convert import to_xlsx  # noqa: PLC0415 - slow, seldom needed

            source = Path(folder, "values.xlsx")
            renamed = dict(to_xlsx(inputs.ledger, source))
            stamp = Stamp.of(source)
        columns = [replace(c, sheet=renamed.get(c.sheet, c.sheet)) for c in sheet_flags(judged)]
        write_sheets(source, target, columns, stamp=stamp)
    return Flagged(judged, target, backup, renamed)


def rates(inputs: Inputs, by: str | None = None, progress: Progress = silent) -> Rated:
    """Return 响应率, 解决率 and 满意率, in all and by a key of ``GROUPINGS``."""
    judged = check(inputs, None, progress)
    cases, answers = judged.ledger.columns, judged.answers
    everyone = np.ones(judged.ledger.size, dtype=bool)
    found = Groups.of(group_keys(cases, by) if by else ())
    counts = answers.by_group(found, everyone) if by else ()
    groups = tuple(zip(map(masked, found.names), counts, strict=True))
    candidates = tuple(map(shown_case, cases["case_id"][answers.columns.zero_candidate]))
    problems = (*judged.rate_problems(*([by] if by else [])), *judged.problems)
    return Rated(judged, answers.counts(everyone), by, groups, candidates, problems)


def _rates(counts: RateCounts) -> Json:
    return {
        "counted": counts.counted,
        **counts.json(),
        "partly_resolved": counts.partly_resolved,
    }

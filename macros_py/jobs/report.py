"""周汇总, 月分析, 诉求分析报告 of a period: workbook, document, and the row in 分析报告."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from macros_py.desk.lists import check_place, put
from macros_py.desk.reports.blocks import Report, Text, moment_text
from macros_py.desk.reports.handling import LACKING
from macros_py.desk.reports.rate_table import PAGE as RATES_PAGE
from macros_py.desk.reports.rate_table import RateTable
from macros_py.desk.reports.report_contents import report_of
from macros_py.desk.reports.report_json import figures_json
from macros_py.desk.reports.report_record import record
from macros_py.desk.reports.report_workbook import workbook_of
from macros_py.desk.reports.study import Study
from macros_py.desk.reports.word.document import new_document
from macros_py.desk.reports.word.fonts import installed_fonts, missing_fonts
from macros_py.desk.reports.word.refresh import Refreshed, refreshed
from macros_py.desk.reports.year import PAGE as YEAR_PAGE
from macros_py.desk.reports.year import YearQuarter, year_of, year_report
from macros_py.inputs.in_force import read_in_force
from macros_py.inputs.judged_ledger import judge_ledger, problem_json
from macros_py.jobs.inputs import Inputs, Progress, silent
from macros_py.rules.terms.banners import contract_banners
from templates import template
from workbook.evaluation.evaluation import Evaluation
from workbook.files.atomic import make_folder
from workbook.files.saving import refuse_if_open
from workbook.values.problem import Problem
from workbook.values.refusals import WorkbookError
from workbook.values.text import Masked, masked

TEMPLATE = "分析.xlsx"


@dataclass(frozen=True)
class Reported:
    """A period's report: its figures, the files it stands in, and what a person must look at.

    ``outputs``: workbook and document; ``written``: those that changed. ``recorded``: whether a row
    was added to 分析报告; ``unrecorded``: why 分析报告 has no row of it, ``""`` when it has.
    """

    study: Study
    report: Report
    outputs: tuple[Path, ...]
    written: tuple[Path, ...]
    refreshed: Refreshed
    recorded: bool
    unrecorded: str = ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The ledger's problems, and the columns that the report lacks."""
        sheet = self.study.judged.ledger.sheets[0].name
        lacking = dict.fromkeys(
            (block.key.removeprefix(LACKING).partition(".")[0], block.text)
            for section in self.report.sections
            for block in section.blocks
            if isinstance(block, Text) and block.key.startswith(LACKING)
        )
        found = (Problem(sheet, "", field, "缺列", Masked(), text) for field, text in lacking)
        return (*self.study.judged.problems, *found)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the first section says, without the columns that are lacking, which are problems."""
        return tuple(
            block.text
            for block in self.report.sections[0].blocks
            if isinstance(block, Text) and not block.key.startswith(LACKING)
        )

    @property
    def missing_fonts(self) -> tuple[str, ...] | None:
        """The document's fonts that this computer lacks, None where nothing tells them."""
        installed = installed_fonts()
        return None if installed is None else missing_fonts(installed)

    def json(self) -> dict[str, object]:
        """Return the figures, the problems, what the refresh found, and the files."""
        return {
            **figures_json(self.study),
            "banners": list(self.study.judged.banners),
            "notes": list(self.study.judged.notes),
            "problems": [problem_json(problem) for problem in self.problems],
            "kept": self.refreshed.kept,
            "missing": self.refreshed.missing,
            "orphans": self.refreshed.orphans,
            "copied": self.refreshed.copied,
            "unsure": self.refreshed.unsure,
            "recorded": self.recorded,
            "unrecorded": self.unrecorded,
            "outputs": [str(path) for path in self.outputs],
        }


def report(
    inputs: Inputs, evaluation: Path, period: str, out: Path, progress: Progress = silent
) -> Reported:
    """Make 分析_….xlsx and 周汇总_/月分析_/诉求分析报告_….docx in folder ``out``.

    A document that is there is made anew around what people wrote in it, and one of somebody else
    is refused; a file that would not change is not written, and the old one is kept as backup. The
    report gets a row in 分析报告 of the evaluation workbook; where that is not possible the files
    stand and it is said.

    Raises PeriodError, the refusals of reading, and those of writing.
    """
    in_force = inputs.in_force()
    progress("读取台账，核对时限")
    judged = judge_ledger(inputs.ledger, in_force, inputs.as_of)
    progress("统计")
    study = Study.of(judged, period)
    made = report_of(study, _people(in_force.evaluation), inputs.ledger.name)
    book = out / f"分析_{study.period.name}.xlsx"
    text = out / f"{made.name}.docx"
    check_place(book, made.leader.sheet, (inputs.ledger, evaluation))
    refuse_if_open(text)
    make_folder(out)
    progress("生成分析工作簿")
    sheets = workbook_of(made, template(TEMPLATE).read_bytes(), inputs.as_of)
    progress("生成报告")
    if text.exists():
        done = refreshed(text.read_bytes(), made, inputs.as_of, text.name)
    else:
        done = Refreshed(new_document(made, inputs.as_of))
    contents = ((book, sheets), (text, done.content))
    written = tuple(
        path
        for path, content in contents
        if content is not None and put(path, content, inputs.ledger)
    )
    recorded, unrecorded = False, ""
    try:
        recorded = record(evaluation, made.kind, study.period)
    except WorkbookError as error:
        unrecorded = f"未登记「分析报告」：{error}"
    return Reported(study, made, (book, text), written, done, recorded, unrecorded)


@dataclass(frozen=True)
class Year:
    """Every quarter of the term, and the workbook that shows them, None if not asked for."""

    quarters: tuple[YearQuarter, ...]
    banners: tuple[str, ...]
    problems: tuple[Problem, ...]
    output: Path | None

    def json(self) -> dict[str, object]:
        """Return the quarters, the banners, the problems and the file."""
        return {
            "quarters": [quarter.json() for quarter in self.quarters],
            "banners": list(self.banners),
            "problems": [problem_json(problem) for problem in self.problems],
            "output": None if self.output is None else str(self.output),
        }


@dataclass(frozen=True)
class RatesTold:
    """三率 by several columns, and the workbook that shows them, None if not asked for."""

    table: RateTable
    problems: tuple[Problem, ...]
    output: Path | None

    def json(self) -> dict[str, object]:
        """Return the rates, the problems and the file."""
        judged = self.table.judged
        return {
            "as_of": judged.verdicts.as_of.isoformat(),
            **self.table.json(),
            "banners": list(judged.banners),
            "notes": list(judged.notes),
            "problems": [problem_json(problem) for problem in self.problems],
            "output": None if self.output is None else str(self.output),
        }


def rate_table(
    inputs: Inputs,
    by: Sequence[str],
    period: str | None,
    out: Path | None,
    progress: Progress = silent,
) -> RatesTold:
    """Count 三率 by keys of ``GROUPINGS``, of a period if one is given, and write them to ``out``.

    Raises PeriodError and the refusals of reading and writing.
    """
    check_place(out, RATES_PAGE, (inputs.ledger, inputs.evaluation))
    progress("读取台账，核对时限")
    judged = judge_ledger(inputs.ledger, inputs.in_force(), inputs.as_of)
    table = RateTable.of(judged, by, period)
    if out is not None:
        made = table.report(inputs.ledger.name)
        put(out, workbook_of(made, template(TEMPLATE).read_bytes(), inputs.as_of), inputs.ledger)
    problems = (*judged.rate_problems(*by), *judged.problems)
    return RatesTold(table, problems, out)


def trend(evaluation: Path, inputs: Inputs | None, out: Path | None, as_of: datetime) -> Year:
    """Put the year on one page: what 结算台账 holds, and with a ledger what was on time.

    Raises the refusals of reading and writing.
    """
    check_place(out, YEAR_PAGE, (evaluation, inputs.ledger if inputs else None))
    in_force = inputs.in_force() if inputs else read_in_force(evaluation)
    judged = judge_ledger(inputs.ledger, in_force, as_of) if inputs else None
    quarters = year_of(in_force, judged)
    banners = tuple(contract_banners(in_force.settings))
    if out is not None:
        names = (evaluation.name, inputs.ledger.name) if inputs else (evaluation.name,)
        notes = (f"截至{moment_text(as_of)}", f"来源：{masked('、'.join(names))}")
        report = year_report(in_force, quarters, banners, notes)
        put(out, workbook_of(report, template(TEMPLATE).read_bytes(), as_of), evaluation)
    return Year(tuple(quarters), banners, judged.problems if judged else (), out)


def _people(evaluation: Evaluation | None) -> Mapping[str, int]:
    """Return the inhabitants of each village from 人口."""
    rows = evaluation.population if evaluation else ()
    return {row.place: int(row.people) for row in rows if row.people}

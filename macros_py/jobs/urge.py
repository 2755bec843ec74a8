"""``jsjb urge``: 催办单 for each 承办单位, and the record of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from macros_py.desk.lists import check_place
from macros_py.desk.replies.checked import check_replies
from macros_py.desk.todo.owed import Owing
from macros_py.desk.urging.urge_record import record_urges
from macros_py.desk.urging.urge_sheets import MESSAGES, beside, urge_workbook
from macros_py.desk.urging.urged import UrgedUnit, urged_units
from macros_py.inputs.judged_ledger import JudgedLedger, judge_with_cells
from macros_py.jobs.inputs import Inputs, Progress, silent
from macros_py.rules.terms.errors import SettingError
from templates import template
from workbook.files.atomic import new_folder
from workbook.files.saving import staged_saving

TEMPLATE = "催办单.xlsx"


@dataclass(frozen=True)
class Urged:
    """The units that were urged, the file, and how many rows 催办记录 got.

    ``output`` is None when there was nothing to urge, or for a dry run.
    """

    judged: JudgedLedger
    units: Sequence[UrgedUnit]
    output: Path | None
    recorded: int

    def json(self) -> dict[str, object]:
        """Return the units with their counts, and the file."""
        return {
            "units": [
                {
                    "unit": unit.name,
                    "cases": unit.cases,
                    "stages": dict(unit.stages),
                    "categories": dict(unit.counts),
                    "message": unit.message(self.judged.verdicts.as_of),
                }
                for unit in self.units
            ],
            "recorded": self.recorded,
            "banners": list(self.judged.banners),
            "output": str(self.output) if self.output else None,
        }


def urge(
    inputs: Inputs,
    out: Path,
    unit: str | None = None,
    *,
    dry_run: bool = False,
    progress: Progress = silent,
) -> Urged:
    """Make 催办单_日期.xlsx in folder ``out`` and record each case and stage in 催办记录.

    Of one ``unit`` alone it never takes the place of one with sheets of others: it is called
    催办单_日期_单位.xlsx then.

    Raises the refusals of reading and writing, HeaderError for an evaluation workbook without
    催办记录; then neither file is written.
    """
    evaluation = inputs.evaluation
    if evaluation is None:
        raise SettingError("没有考核评价工作簿，催办无处登记")
    progress("读取台账，核对时限")
    in_force = inputs.in_force()
    judged, book = judge_with_cells(inputs.ledger, in_force, inputs.as_of)
    owing = Owing(judged, unit)
    now = inputs.now or inputs.as_of
    rows = in_force.evaluation.urged if in_force.evaluation else ()
    to_mend = check_replies(judged, book).to_mend(owing)
    units = urged_units(owing, to_mend, rows, now.date())
    if dry_run or not units:
        return Urged(judged, units, None, 0)
    progress("生成催办单")
    content = urge_workbook(
        units, template(TEMPLATE).read_bytes(), inputs.as_of, inputs.ledger.name, judged.banners
    )
    output = out / f"催办单_{inputs.as_of:%Y-%m-%d}.xlsx"
    check_place(output, MESSAGES, (inputs.ledger, evaluation))
    if unit is not None:
        output = beside(output, units[0])
        check_place(output, MESSAGES, (inputs.ledger, evaluation))
    with new_folder(out), staged_saving(output, content, inputs.ledger) as save:
        progress("登记催办记录")
        recorded = record_urges(evaluation, units, now, inputs.as_of)
        save()
    return Urged(judged, units, output, recorded)

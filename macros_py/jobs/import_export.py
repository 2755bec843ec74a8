"""``jsjb import``: the platform's export into the ledger, every morning."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from macros_py.desk.importing.plan import OVERWRITING, Plan
from macros_py.desk.importing.planning import plan_import
from macros_py.desk.importing.result_sheet import PAGE, result_workbook
from macros_py.jobs.inputs import Inputs, Progress, silent
from workbook.files.atomic import BEFORE_IMPORT, free_name
from workbook.files.saving import copy, refuse_if_open, staged_saving
from workbook.files.stamp import Stamp
from workbook.ledger.in_place import in_place
from workbook.ledger.ledger import read_with_cells
from workbook.patch import WRITABLE, write_cells
from workbook.values.refusals import NotASpreadsheetError
from workbook.values.text import masked


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do.

    ``backup``: the ledger as it was before; ``output``: 导入结果, None when there is nothing to
    look at. ``notes``: what became of formulas in new rows.
    """

    plan: Plan
    dry_run: bool
    backup: Path | None = None
    output: Path | None = None
    notes: tuple[str, ...] = ()

    @property
    def needs_a_person(self) -> bool:
        """Whether anything was not imported."""
        return bool(self.plan.findings)

    def json(self) -> dict[str, object]:
        """Return the counts, the conflicts, the headers that went nowhere, and the files."""
        plan = self.plan
        return {
            "new": plan.new,
            "filled": plan.filled,
            "overwritten": plan.overwritten,
            "conflicts": [finding.json() for finding in plan.conflicts],
            "unchanged": plan.unchanged,
            "missing": plan.missing,
            "unplaced": list(plan.unplaced),
            "listed": [
                {"kind": finding.kind, **finding.json()}
                for finding in plan.findings
                if finding not in plan.conflicts
            ],
            "notes": list(self.notes),
            "dry_run": self.dry_run,
            "backup": str(self.backup) if self.backup else None,
            "output": str(self.output) if self.output else None,
        }


def import_export(
    inputs: Inputs,
    export: Path,
    *,
    sheet: str | None = None,
    pins: Mapping[str, str] | None = None,
    dry_run: bool = False,
    progress: Progress = silent,
) -> Imported:
    """Fill the ledger's blanks from an export and add its new cases; nothing is overwritten.

    ``sheet`` takes new cases; ``pins`` (field → header) are the export's own. The ledger as it was
    stays beside it as 台账.导入前_日期_时间.xlsx. Raises the refusals of reading and writing, and
    NotASpreadsheetError for a ledger that is no .xlsx or .xlsm, or is itself the export.
    """
    ledger = inputs.ledger
    if ledger.suffix.lower() not in WRITABLE:
        message = f"{ledger.name}：只能导入到 .xlsx 或 .xlsm 的台账；请先另存为 xlsx"
        raise NotASpreadsheetError(message)
    progress("读取台账和导出")
    in_force = inputs.in_force()
    ours = read_with_cells(ledger, in_force.settings.pins)
    if not in_place(ledger):
        raise NotASpreadsheetError(f"{ledger.name}：内容不是 xlsx，不能写入；请先另存为 xlsx")
    theirs = read_with_cells(export, pins)
    if ours[1].raw == theirs[1].raw:
        raise NotASpreadsheetError(f"{export.name}：这就是台账本身，不是平台的导出；请另选文件")
    progress("核对")
    plan = plan_import(ours, theirs, in_force.settings.text(OVERWRITING), sheet)
    if dry_run:
        return Imported(plan, dry_run=True)
    refuse_if_open(ledger)
    moment = inputs.now or inputs.as_of
    output = free_name(ledger.with_name(f"{PAGE}_{moment:%Y-%m-%d_%H%M%S}.xlsx"))
    before = f"{ledger.stem}{BEFORE_IMPORT}{moment:%Y-%m-%d_%H%M%S}{ledger.suffix}"
    kept = free_name(ledger.with_name(before))
    plan.kept_in(kept.name)
    if not plan.findings:
        notes, backup = _write(inputs, plan, ours[0].stamp, kept, progress)
        return Imported(plan, dry_run=False, backup=backup, notes=notes)
    progress("写入导入结果")
    content = result_workbook(plan, moment, f"{ledger.name}、{export.name}")
    with staged_saving(output, content, ledger) as save:
        notes, backup = _write(inputs, plan, ours[0].stamp, kept, progress)
        save()
    return Imported(plan, dry_run=False, backup=backup, output=output, notes=notes)


def _write(
    inputs: Inputs, plan: Plan, stamp: Stamp | None, kept: Path, progress: Progress
) -> tuple[tuple[str, ...], Path | None]:
    """Write into the ledger, ``kept`` being a copy made first; without edits write nothing."""
    if not plan.edits:
        return (), None
    progress("写入台账")
    copy(inputs.ledger, kept, inputs.ledger)
    try:
        done = write_cells(inputs.ledger, inputs.ledger, plan.edits, stamp=stamp)
    except BaseException:
        kept.unlink(missing_ok=True)
        raise
    notes = (
        f"{masked(sheet)}!{cell}：{text}"
        for sheet, appended in done.items()
        for cell, text in appended.formulas.items()
    )
    return tuple(notes), kept

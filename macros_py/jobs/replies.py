"""``jsjb replies``: what the replies of a ledger lack, into three columns of it."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from macros_py.desk.case_name import case_name
from macros_py.desk.lists import check_place, list_workbook, note, put, text_table
from macros_py.desk.replies.checked import CheckedReplies, check_replies
from macros_py.desk.replies.reply_archive import archive_tables
from macros_py.desk.replies.reply_columns import reply_columns
from macros_py.desk.reports.study import Study
from macros_py.inputs.judged_ledger import judge_with_cells, problem_json
from macros_py.jobs.inputs import Inputs, Progress, silent
from macros_py.rules.deadlines.moments import Marks
from workbook.files.saving import backup_of
from workbook.ledger.in_place import in_place
from workbook.patch import WRITABLE, write_sheets
from workbook.values.problem import Problem
from workbook.values.text import Masked

if TYPE_CHECKING:
    from macros_py.desk.reports.blocks import Block

PAGE = "归档清单"
UNSETTLED = "五要素的表示词待甲方确认；提示只供整理，不评价任何人"


@dataclass(frozen=True)
class RepliesTold:
    """The checked replies of the rows that were asked for, and the files.

    ``written``: the ledger with the three columns, None where it cannot be written into.
    """

    checked: CheckedReplies
    rows: Marks
    written: Path | None
    backup: Path | None
    output: Path | None

    @property
    def asked(self) -> list[int]:
        """The frame rows with a reply that were asked for."""
        return [row for row in sorted(self.checked.findings) if self.rows[row]]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The ledger's problems, and the column that it lacks."""
        judged = self.checked.judged
        lacking = (
            Problem(
                sheet.name, "", "reply", "缺列", Masked(), "没有“回复内容”列，这张表的回复没有检查"
            )
            for sheet in judged.ledger.sheets_without("reply")
        )
        return (*lacking, *judged.problems)

    @property
    def banners(self) -> tuple[str, ...]:
        """What every list of replies carries: the words of the elements are not settled."""
        return (*self.checked.judged.banners, UNSETTLED)

    def kinds(self) -> dict[str, int]:
        """Count the findings by kind, elements by name."""
        found = Counter(
            f"缺{finding.element}" if finding.element else finding.kind.value
            for row in self.asked
            for finding in self.checked.findings[row]
        )
        return dict(found.most_common())

    def number(self, row: int) -> Masked:
        """Return a row's case number as shown."""
        return case_name(self.checked.judged.ledger.columns, row)

    def json(self) -> dict[str, object]:
        """Return the findings by case, without a word of any reply."""
        return {
            "cases": len(self.asked),
            "findings": [
                {
                    "case": self.number(row),
                    "kind": finding.kind.value,
                    "element": finding.element or None,
                }
                for row in self.asked
                for finding in self.checked.findings[row]
            ],
            "banners": list(self.banners),
            "problems": [problem_json(problem) for problem in self.problems],
            "written": str(self.written) if self.written else None,
            "backup": str(self.backup) if self.backup else None,
            "output": str(self.output) if self.output else None,
        }


def replies(
    inputs: Inputs,
    period: str | None = None,
    out: Path | None = None,
    progress: Progress = silent,
) -> RepliesTold:
    """Check every reply and write 回复检查, 缺少要素, 回复问题 into the ledger.

    ``period`` says which cases are counted and listed; ``out`` gets 归档清单. A ledger that is no
    .xlsx or .xlsm is only read. Raises PeriodError and the refusals of reading and writing.
    """
    check_place(out, PAGE, (inputs.ledger, inputs.evaluation))
    progress("读取台账")
    ledger = inputs.ledger
    judged, book = judge_with_cells(ledger, inputs.in_force(), inputs.as_of)
    rows = Study.of(judged, period).rows if period else judged.first_rows
    progress("检查回复")
    checked = check_replies(judged, book)
    written = backup = None
    columns = list(reply_columns(checked))
    if columns and ledger.suffix.lower() in WRITABLE and in_place(ledger):
        progress("写入台账")
        write_sheets(ledger, ledger, columns, stamp=judged.ledger.stamp)
        written, backup = ledger, backup_of(ledger)
    told = RepliesTold(checked, np.asarray(rows, dtype=bool), written, backup, out)
    if out is not None:
        put(out, _archive(told, inputs), ledger)
    return told


def _archive(told: RepliesTold, inputs: Inputs) -> bytes:
    kinds = list(told.kinds().items())
    blocks: list[Block] = [
        note(f"有回复的工单 {len(told.asked)} 件。"),
        text_table("提示（不引用回复的文字）", ("事项", "处数"), kinds),
        *archive_tables(told.checked, told.rows),
    ]
    return list_workbook(
        PAGE, blocks, as_of=inputs.as_of, source=inputs.ledger.name, banners=told.banners
    )

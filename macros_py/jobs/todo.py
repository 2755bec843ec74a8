"""``jsjb todo``: what the desk has to do today, the most urgent first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from macros_py.desk.lists import check_place, list_workbook, put
from macros_py.desk.replies.checked import check_replies
from macros_py.desk.todo.owed import FAULTS, Owed, Owing, blocks_of
from macros_py.desk.todo.todo_sheet import PAGE, todo_tables
from macros_py.inputs.judged_ledger import JudgedLedger, judge_with_cells
from macros_py.jobs.inputs import Inputs, Progress, silent
from workbook.reading.sheets import RawBook


@dataclass(frozen=True)
class Todo:
    """The blocks of 今日待办 by name, and the workbook that shows them, None if not asked for."""

    judged: JudgedLedger
    blocks: Mapping[str, Sequence[Owed]]
    output: Path | None

    @property
    def needs_a_person(self) -> bool:
        """Whether cells keep a case from being judged."""
        return bool(self.blocks[FAULTS])

    def json(self) -> dict[str, object]:
        """Return every block."""
        return {
            "as_of": self.judged.verdicts.as_of.isoformat(),
            "blocks": {
                name: [owed.json() for owed in found] for name, found in self.blocks.items()
            },
            "banners": list(self.judged.banners),
            "output": str(self.output) if self.output else None,
        }


def todo(
    inputs: Inputs,
    out: Path | None = None,
    unit: str | None = None,
    progress: Progress = silent,
) -> Todo:
    """Return what is owed as of a moment, of one 承办单位 or of all, and write it to ``out``.

    Raises the refusals of reading and writing, UnitError for a ``unit`` that the ledger does not
    have.
    """
    check_place(out, PAGE, (inputs.ledger, inputs.evaluation))
    progress("读取台账，核对时限")
    judged, book = judge_with_cells(inputs.ledger, inputs.in_force(), inputs.as_of)
    progress("检查回复")
    blocks = todo_blocks(judged, book, unit)
    if out is not None:
        content = list_workbook(
            PAGE,
            todo_tables(blocks),
            as_of=inputs.as_of,
            source=inputs.ledger.name,
            banners=judged.banners,
        )
        put(out, content, inputs.ledger)
    return Todo(judged, blocks, out)


def todo_blocks(
    judged: JudgedLedger, book: RawBook, unit: str | None = None
) -> Mapping[str, Sequence[Owed]]:
    """Return what a judged ledger owes; ``book`` holds the cells that it was read from."""
    owing = Owing(judged, unit)
    return blocks_of(owing, list(check_replies(judged, book).to_mend(owing)))

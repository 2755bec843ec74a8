"""What ``check`` and ``evidence`` print, as a file that anyone can open (``--out``)."""

from pathlib import Path
from typing import TYPE_CHECKING

from macros_py.desk.figure_lists import (
    CHECKED,
    WEIGHED,
    check_blocks,
    columns_page,
    evidence_blocks,
)
from macros_py.desk.lists import check_place, list_workbook, put
from macros_py.inputs.judged_ledger import JudgedLedger
from macros_py.inputs.quarter_evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from macros_py.desk.reports.blocks import Block, Section


def write_check(judged: JudgedLedger, out: Path) -> None:
    """Write 台账体检; raises the refusals of writing."""
    _write(CHECKED, check_blocks(judged), judged, out, (columns_page(judged),))


def write_evidence(evidence: Evidence, out: Path) -> None:
    """Write 打分参考; raises what ``write_check`` raises."""
    _write(WEIGHED, evidence_blocks(evidence), evidence.judged, out)


def _write(
    page: str,
    blocks: "Sequence[Block]",
    judged: JudgedLedger,
    out: Path,
    more: "Sequence[Section]" = (),
) -> None:
    ledger, record = judged.ledger.path, judged.in_force.evaluation
    check_place(out, page, (ledger, record.path if record else None))
    content = list_workbook(
        page,
        blocks,
        as_of=judged.verdicts.as_of,
        source=ledger.name,
        banners=judged.banners,
        more=more,
    )
    put(out, content, ledger)

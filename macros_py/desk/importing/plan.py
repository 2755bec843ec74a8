"""What an export changes in a ledger, and what a person must look at."""

from collections import Counter
from dataclasses import dataclass, field, replace

from macros_py.desk.importing.import_findings import CONFLICT, OVERWRITTEN, Finding
from workbook.ledger.headers import template_header
from workbook.patch import SheetEdits
from workbook.values.text import Masked, masked, visible

OVERWRITING = "导入覆盖列"
_SEVERAL = 3


@dataclass
class Plan:
    """Cells to fill and rows to add by sheet, what to look at, and the counts of cases.

    ``overwritten``: cases in which the export won. ``missing`` counts the ledger's cases that the
    export does not have. ``unplaced``: headers of the export that nothing in the ledger takes.
    """

    edits: dict[str, SheetEdits] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    unplaced: list[Masked] = field(default_factory=list)
    new: int = 0
    filled: int = 0
    overwritten: int = 0
    unchanged: int = 0
    missing: int = 0

    @property
    def conflicts(self) -> list[Finding]:
        """What contradicts the ledger, or itself, and was not imported."""
        return [finding for finding in self.findings if finding.kind == CONFLICT]

    def kept_in(self, copy: str) -> None:
        """Say of each value that the export replaced that file ``copy`` has it in the same cell."""
        name = visible(masked(copy))
        self.findings = [
            replace(finding, why=f"旧值留在 {name} 的同一单元格")
            if finding.kind == OVERWRITTEN
            else finding
            for finding in self.findings
        ]

    @property
    def daily_headers(self) -> list[Masked]:
        """Headers with several conflicts, as of a column that the platform changes every day."""
        counts = Counter(finding.header for finding in self.conflicts if finding.ledger_cell)
        own = template_header("case_id")
        return [header for header, n in counts.most_common() if n >= _SEVERAL and header != own]

    @property
    def remarks(self) -> list[str]:
        """The export's columns that were left out, and those in which it may be meant to win."""
        where = f"「合同设置」的“{OVERWRITING}”"
        left_out = f"导出中没有放入台账的列：{'、'.join(self.unplaced)}"
        return [
            *([left_out] if self.unplaced else []),
            *(
                f"“{header}”列有几件不同：如果以平台为准，请在{where}里写上“{header}”。"
                for header in self.daily_headers
            ),
        ]

    @property
    def conflicting(self) -> int:
        """Cases with a conflict."""
        return len({finding.case for finding in self.conflicts})

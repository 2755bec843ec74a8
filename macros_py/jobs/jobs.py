"""One function per thing a person asks for; each joins the rules with the files."""

import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from macros_py.desk.flag_target import flag_target
from macros_py.desk.flagging import sheet_flags
from macros_py.inputs.in_force import Basis, open_basis
from macros_py.inputs.judged_ledger import Judged, judge_ledger
from macros_py.inputs.quarter_evidence import Evidence, gather_evidence
from macros_py.jobs.results import Flagged, Rated
from macros_py.rules.rates.rates import RateColumns, group_keys, grouped_rates, total_rates
from macros_py.rules.signing.log import CONTENT, DRAFT, SIGNED
from macros_py.rules.terms.banners import contract_banners
from macros_py.rules.terms.quarters import find_quarter
from macros_py.settlement.gathering import settlement_contents
from macros_py.settlement.open_points import score_doubts
from macros_py.settlement.settled import Scored, Settled
from macros_py.settlement.settling import score_of, settlement_of
from macros_py.signoff import certified, on_paper, reprinting, revoking, signing, verifying
from macros_py.signoff.drafting import put_down
from macros_py.signoff.on_paper import Sheet, VerifiedPdf
from macros_py.signoff.reprinting import Reprinted
from macros_py.signoff.signed import Signed
from macros_py.signoff.verifying import Verified
from templates import template as shipped
from workbook.files.atomic import write_bytes
from workbook.files.pdf_signature import Certificate
from workbook.files.saving import backup_of
from workbook.files.stamp import Stamp
from workbook.ledger.columns import TEXTS
from workbook.ledger.convert import to_xlsx
from workbook.ledger.in_place import in_place
from workbook.patch import write_sheets
from workbook.values.refusals import NotASpreadsheetError, WorkbookError
from workbook.values.text import masked, shown_case

Progress = Callable[[str], None]
TEMPLATES = {"ledger": "案件台账.xlsx", "evaluation": "考核评价.xlsx"}


@dataclass(frozen=True)
class Inputs:
    """What a person hands in: a ledger, the moment that counts as now, settings, pinned columns.

    ``pins`` maps a field to the header that holds it and outranks the workbook's 列映射. ``now``
    is when the person did so, None for as-of.
    """

    ledger: Path
    as_of: datetime
    evaluation: Path | None = None
    pins: Mapping[str, str] = field(default_factory=dict)
    now: datetime | None = None

    def basis(self, quarter: str | None = None) -> Basis:
        """Read the settings; with ``quarter`` also all that scoring it needs."""
        return open_basis(self.evaluation, self.pins, quarter, for_ledger=quarter is None)


@dataclass(frozen=True)
class Draft:
    """How a settlement is put down: when (None: as-of), as a sample, without a row and why."""

    now: datetime | None = None
    sample: bool = False
    unrecorded: str = ""


NEW_DRAFT = Draft()


def silent(_: str) -> None:
    """Report no progress."""


def check(inputs: Inputs, progress: Progress = silent) -> Judged:
    """Read and judge a ledger and list everything in it that a person must look at."""
    progress("读取台账，核对时限")
    return judge_ledger(inputs.ledger, inputs.basis(), inputs.as_of)


def flags(inputs: Inputs, out: Path | None = None, progress: Progress = silent) -> Flagged:
    """Write the seventeen columns into the ledger, or into ``out`` and leave the ledger alone.

    A ledger that is not .xlsx or .xlsm is written as a new .xlsx beside it. Raises the refusals of
    reading, of ``flag_target`` and of ``write_columns``; then nothing is written.
    """
    target = flag_target(inputs.ledger, out)
    judged = check(inputs, progress)
    progress("写入时限列")
    replaced = Path(os.path.realpath(target))
    backup = backup_of(replaced) if replaced.exists() else None
    with tempfile.TemporaryDirectory() as folder:
        source, stamp = inputs.ledger, judged.ledger.stamp
        renamed: Mapping[str, str] = {}
        if not in_place(source):
            source = Path(folder, "values.xlsx")
            renamed = to_xlsx(inputs.ledger, source)
            stamp = Stamp.of(source)
        columns = [replace(c, sheet=renamed.get(c.sheet, c.sheet)) for c in sheet_flags(judged)]
        write_sheets(source, target, columns, stamp=stamp)
    return Flagged(judged, target, backup, renamed)


def rates(inputs: Inputs, by: str | None = None, progress: Progress = silent) -> Rated:
    """Return 响应率, 解决率 and 满意率, in all and by a key of ``GROUPINGS``."""
    judged = check(inputs, progress)
    frame, settings = judged.ledger.frame, judged.basis.settings
    columns = RateColumns.of(frame, judged.ledger.fields, judged.ledger.rows_with)
    found = grouped_rates(columns, group_keys(frame, by), settings) if by else ()
    groups = tuple(replace(group, name=masked(group.name)) for group in found)
    candidates = tuple(map(shown_case, frame["case_id"].to_numpy()[columns.zero_candidate]))
    problems = (*judged.rate_problems(*_grouping_field(by)), *judged.problems)
    return Rated(judged, total_rates(columns, settings), by, groups, candidates, problems)


def _grouping_field(by: str | None) -> tuple[str, ...]:
    """Return the ledger's field behind a key of ``GROUPINGS``; months have 派单时间."""
    return (by,) if by in TEXTS else ()


def score(evaluation: Path, quarter: str) -> Scored:
    """Return the quarter's forms with their scores and the average."""
    return score_basis(open_basis(evaluation, quarter=quarter), quarter)


def score_basis(basis: Basis, quarter: str) -> Scored:
    """Do what ``score`` does with an evaluation workbook that has been read."""
    wanted = find_quarter(quarter, basis.settings)
    scored = score_of(basis, wanted, basis.settings)
    doubts = tuple(score_doubts(basis, scored))
    return Scored(basis, scored, (*contract_banners(basis.settings), *doubts), doubts)


def settle(
    inputs: Inputs,
    quarter: str,
    out: Path,
    *,
    pdf: bool = False,
    sample: bool = False,
    progress: Progress = silent,
) -> Settled:
    """Make 验收结算_第N季度.xlsx in folder ``out``: 附件2, 结算单, and how each fen came about.

    Its draft row goes into 结算台账 of the evaluation workbook. Raises SignError when the quarter
    is signed.
    """
    basis = inputs.basis(quarter)
    find_quarter(quarter, basis.settings)
    progress("读取台账，统计时限")
    judged = judge_ledger(inputs.ledger, basis, inputs.as_of)
    draft = Draft(inputs.now, sample=sample)
    return settle_judged(judged, quarter, out, draft, pdf=pdf, progress=progress)


def settle_judged(
    judged: Judged,
    quarter: str,
    out: Path,
    draft: Draft = NEW_DRAFT,
    *,
    pdf: bool = False,
    progress: Progress = silent,
) -> Settled:
    """Do what ``settle`` does with a ledger that has been read and judged."""
    wanted = find_quarter(quarter, judged.basis.settings)
    settled = settlement_of(judged.basis, wanted, judged)
    progress("生成验收结算")
    contents = settlement_contents(settled, sample=draft.sample)
    output = out / f"验收结算_{wanted.label}.xlsx"
    moment = draft.now or judged.verdicts.as_of
    settled = replace(settled, unrecorded=draft.unrecorded)
    settled = put_down(settled, contents, output, moment)
    if not pdf:
        return settled
    record = judged.basis.evaluation
    evaluation = record.path if record is not None and not settled.unrecorded else None
    sheet = Sheet(wanted.label, settled.digest, DRAFT, moment)
    printed, unprinted = _printed(output, settled.content, evaluation, sheet, progress)
    return replace(settled, pdf=printed, unprinted=unprinted)


def evidence(inputs: Inputs, quarter: str, progress: Progress = silent) -> Evidence:
    """Return what stands behind each item of a quarter's forms; writes nothing (rules 5).

    Rows of the evaluation workbook that cannot be read do not stop it: they are among its problems.
    """
    basis = inputs.basis()
    find_quarter(quarter, basis.settings)
    progress("读取台账，统计打分参考")
    return evidence_judged(judge_ledger(inputs.ledger, basis, inputs.as_of), quarter)


def evidence_judged(judged: Judged, quarter: str) -> Evidence:
    """Do what ``evidence`` does with a ledger that has been read and judged."""
    return gather_evidence(judged, find_quarter(quarter, judged.basis.settings))


def sign(  # noqa: PLR0913  who, as what, in which files, when
    settlement: Path,
    evaluation: Path,
    role: str,
    name: str,
    now: datetime,
    *,
    clock_confirmed: bool = False,
    certificate: tuple[Path, str, str] | None = None,
    pdf: bool = False,
    progress: Progress = silent,
) -> Signed:
    """Sign a quarter's settlement in a role; see ``signing.sign`` for what is refused.

    ``certificate``: file, password and time stamp service; once both have signed it puts a digital
    signature on a PDF. ``pdf``: print the settlement as it is now signed; without it a PDF that
    still shows the draft is told of.
    """
    given = settlement, evaluation, role, name, now
    if certificate is not None:
        key = Certificate.open(*certificate)
        signed = certified.sign_with_certificate(*given, key, clock_confirmed=clock_confirmed)
    else:
        signed = signing.sign(*given, clock_confirmed=clock_confirmed)
    if pdf and signed.pdf is None and signed.content:
        sheet = Sheet(signed.quarter, signed.entry.values[CONTENT], signed.state, now)
        printed, unprinted = _printed(settlement, signed.content, evaluation, sheet, progress)
        return replace(signed, pdf=printed, unprinted=unprinted)
    draft = settlement.with_suffix(".pdf")
    old = signed.pdf is None and signed.state == SIGNED and draft.exists()
    return replace(signed, outdated=draft if old else None)


def verify(
    settlement: Path, evaluation: Path, ledger: Path | None = None, code: str = ""
) -> Verified:
    """Name every cell that changed since a settlement was signed; ``code``: 核验码 off paper."""
    return verifying.verify(settlement, evaluation, ledger, code)


def verify_pdf(pdf: Path, evaluation: Path) -> VerifiedPdf:
    """Tell whether a PDF is one that the tool printed."""
    return on_paper.verify_pdf(pdf, evaluation)


def reprint(settlement: Path, evaluation: Path, out: Path) -> Reprinted:
    """Print a signed settlement anew from what is sealed in it."""
    return reprinting.reprint(settlement, evaluation, out)


def revoke(
    settlement: Path | None,
    evaluation: Path,
    reason: str,
    now: datetime,
    *,
    quarter: str = "",
    clock_confirmed: bool = False,
) -> Signed:
    """Take the signatures of a quarter back; nothing is deleted."""
    return revoking.revoke(
        settlement, evaluation, reason, now, quarter=quarter, clock_confirmed=clock_confirmed
    )


def template(kind: str, out: Path) -> Path:
    """Write a blank ledger or evaluation workbook to ``out``; never over a file that is there."""
    if out.suffix.lower() != ".xlsx":
        message = f"{out.name}：新文件应为 .xlsx"
        raise NotASpreadsheetError(message)
    if out.exists():
        message = f"{out}：文件已存在，不覆盖；请换一个文件名"
        raise NotASpreadsheetError(message)
    write_bytes(out, shipped(TEMPLATES[kind]).read_bytes())
    return out


def _printed(
    workbook: Path, content: bytes, evaluation: Path | None, sheet: Sheet, progress: Progress
) -> tuple[Path | None, str]:
    """Print a settlement beside its workbook, or say why there is no PDF: the workbook stands."""
    progress("生成 PDF")
    pdf = workbook.with_suffix(".pdf")
    try:
        on_paper.print_pdf(pdf, content, evaluation, sheet)
    except WorkbookError as error:
        stale = f"；已有的 {pdf.name} 是以前的，请勿使用" if pdf.exists() else ""
        return None, f"{error}{stale}"
    return pdf, ""

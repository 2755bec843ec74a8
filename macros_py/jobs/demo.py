"""``jsjb demo``: a sample quarter through the whole chain, labelled as sample data everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from macros_py.desk.check_list import check_list
from macros_py.desk.reports.rate_table import RateTable
from macros_py.desk.reports.report_workbook import workbook_of
from macros_py.inputs.judged_ledger import JudgedLedger
from macros_py.jobs import ledger_jobs, quarter_jobs, sample
from macros_py.jobs.inputs import Inputs, Progress, silent
from macros_py.jobs.ledger_jobs import Flagged
from macros_py.jobs.quarter_jobs import Draft
from macros_py.jobs.report import TEMPLATE as ANALYSIS
from macros_py.rules.rates.groupings import GROUPINGS
from macros_py.settlement.settled import Settled
from templates import template
from workbook.files.atomic import make_folder, write_bytes
from workbook.values.refusals import NotWritableError
from workbook.values.text import put_text

QUARTER = "1"
EVALUATION = "示例_考核评价.xlsx"


@dataclass(frozen=True)
class Demo:
    """What the demo made: each file by what it is, and the results behind them."""

    files: Mapping[str, Path]
    flagged: Flagged
    settled: Settled


def run_demo(folder: Path, progress: Progress = silent) -> Demo:
    """Make a sample ledger and evaluation in ``folder``, and everything that follows from them.

    Raises NotWritableError for a folder that holds anything but an earlier demo: a sample must
    never stand where a real settlement is looked for.
    """
    make_folder(folder)
    ledger, evaluation = folder / "示例_案件台账.xlsx", folder / EVALUATION
    if any(folder.iterdir()) and not evaluation.exists():
        raise NotWritableError(f"{folder}：文件夹里有别的文件，示例不放进去；请换一个空文件夹")
    flagged_ledger = folder / "示例_案件台账_时限.xlsx"
    faults, rates = folder / "示例_数据问题.xlsx", folder / "示例_三率.xlsx"
    progress("编造示例台账")
    write_bytes(ledger, _ledger())
    write_bytes(evaluation, _evaluation())
    inputs = Inputs(ledger, sample.AS_OF, evaluation)
    flagged = ledger_jobs.flags(inputs, flagged_ledger, progress)
    write_bytes(faults, check_list(flagged.judged, sample.LABEL))
    write_bytes(rates, rate_tables(flagged.judged))
    settled = quarter_jobs.settle(inputs, QUARTER, folder, Draft(sample=True), progress)
    files = {
        "台账": ledger,
        "标注时限后的台账": flagged_ledger,
        "考核评价": evaluation,
        "数据问题": faults,
        "三率": rates,
    }
    if settled.output:
        files["验收结算"] = settled.output
    return Demo(files, flagged, settled)


def _ledger() -> bytes:
    book = load_workbook(BytesIO(template("案件台账.xlsx").read_bytes()))
    sheet = book["案件台账"]
    headers = [cell.value for cell in sheet[1]]
    models = sheet[2]
    for number, case in enumerate(sample.cases(), 2):
        for column, (header, model) in enumerate(zip(headers, models, strict=True), 1):
            cell = sheet.cell(number, column)
            cell._style = model._style  # noqa: SLF001 - the one way to share a whole look
            value = case.get(str(header))
            if value not in (None, ""):
                _put(sheet, number, column, value, model.number_format)
    sheet.oddHeader.center.text = sample.LABEL
    book.properties.title = sample.LABEL
    return _saved(book)


def _evaluation() -> bytes:
    book = load_workbook(BytesIO(template("考核评价.xlsx").read_bytes()))
    values = sample.settings()
    for row in book["合同设置"].iter_rows(min_row=2):
        if row[0].value in values:
            row[1].value = values[row[0].value]
    settings = book["合同设置"]
    for key, bounds in sample.thresholds().items():
        settings.append([key, bounds, None, "示例：建议，非合同"])
    rows = {
        "考核评分": sample.forms(),
        "违约违规": sample.events(),
        "其他扣款": sample.other_deductions(),
        "考勤": sample.attendance(),
        "人员": sample.staff(),
        "分析报告": sample.reports(),
    }
    for name, lines in rows.items():
        for number, line in enumerate(lines, 2):
            for column, value in enumerate(line, 1):
                cell = book[name].cell(number, column)
                _put(book[name], number, column, value, cell.number_format)
    for sheet in book:
        sheet.oddHeader.center.text = sample.LABEL
    return _saved(book)


def rate_tables(judged: JudgedLedger) -> bytes:
    """Return a workbook of the rates in every grouping."""
    made = RateTable.of(judged, list(GROUPINGS), None).report(judged.ledger.path.name)
    labelled = replace(made, banners=(sample.LABEL, *made.banners))
    return workbook_of(labelled, template(ANALYSIS).read_bytes(), judged.verdicts.as_of)


def _put(sheet: Worksheet, row: int, column: int, value: object, number_format: str) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        put_text(cell, value)
    else:
        cell.value = value
    cell.number_format = number_format


def _saved(book: Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()

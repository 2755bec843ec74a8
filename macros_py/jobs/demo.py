"""``jsjb demo``: a sample quarter through the whole chain, labelled as sample data everywhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from macros_py.inputs.judged_ledger import JudgedLedger
from macros_py.jobs import ledger_jobs, quarter_jobs, sample
from macros_py.jobs.inputs import Inputs, Progress, silent
from macros_py.jobs.results import Flagged, Rated
from macros_py.rules.rates.groupings import GROUPINGS
from macros_py.rules.rates.rates import Rates
from macros_py.rules.terms.money import fen
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
    rated: Rated
    settled: Settled


def run_demo(folder: Path, progress: Progress = silent) -> Demo:
    """Make a sample ledger and evaluation in ``folder``, and everything that follows from them.

    Raises NotWritableError for a folder that holds anything but an earlier demo: a sample must
    never stand where a real settlement is looked for.
    """
    make_folder(folder)
    ledger, evaluation = folder / "示例_案件台账.xlsx", folder / EVALUATION
    if any(folder.iterdir()) and not evaluation.exists():
        message = f"{folder}：文件夹里有别的文件，示例不放进去；请换一个空文件夹"
        raise NotWritableError(message)
    flagged_ledger = folder / "示例_案件台账_时限.xlsx"
    faults, rates = folder / "示例_数据问题.xlsx", folder / "示例_三率.xlsx"
    progress("编造示例台账")
    write_bytes(ledger, _ledger())
    write_bytes(evaluation, _evaluation())
    inputs = Inputs(ledger, sample.AS_OF, evaluation)
    flagged = ledger_jobs.flags(inputs, flagged_ledger, progress)
    rated = ledger_jobs.rates(inputs, progress=progress)
    write_bytes(faults, problem_list(flagged.judged))
    write_bytes(rates, rate_tables(rated, inputs))
    settled = quarter_jobs.settle(inputs, QUARTER, folder, sample=True, progress=progress)
    files = {
        "台账": ledger,
        "标注时限后的台账": flagged_ledger,
        "考核评价": evaluation,
        "数据问题": faults,
        "三率": rates,
    }
    if settled.output:
        files["验收结算"] = settled.output
    return Demo(files, flagged, rated, settled)


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


def problem_list(judged: JudgedLedger) -> bytes:
    """Return a workbook that lists every problem of a ledger by its cell."""
    book = Workbook()
    sheet = book.active
    sheet.title = "数据问题"
    rows = [
        [problem.address, problem.kind, problem.value, problem.message]
        for problem in judged.problems
    ]
    _table(sheet, ["单元格", "类型", "原值", "说明"], rows, [22, 18, 24, 60])
    return _saved(book)


def rate_tables(rated: Rated, inputs: Inputs) -> bytes:
    """Return a workbook of the rates, a sheet for each grouping."""
    book = Workbook()
    book.remove(book.active)
    headers = ["计入件数", "响应率", "解决率", "满意率", "部分解决"]
    for by, name in GROUPINGS.items():
        groups = ledger_jobs.rates(inputs, by).groups
        rows = [_rate_row(rates) for rates in (*groups, rated.total)]
        _table(book.create_sheet(name), [name, *headers], rows, [40, 12, 12, 12, 12, 12])
    return _saved(book)


def _rate_row(rates: Rates) -> list[object]:
    shares = (rates.response, rates.resolution, rates.satisfaction)
    texts = ["—" if share is None else f"{fen(share * 100)}%" for share in shares]
    return [rates.name, rates.counted, *texts, rates.partly_resolved]


def _table(
    sheet: Worksheet,
    headers: Sequence[str],
    rows: Iterable[Sequence[object]],
    widths: Sequence[int],
) -> None:
    for number, row in enumerate([[sample.LABEL], headers, *rows], 1):
        for column, value in enumerate(row, 1):
            _put(sheet, number, column, value, "General")
    for column, width in enumerate(widths):
        sheet.column_dimensions["ABCDEFGH"[column]].width = width
    sheet.freeze_panes = "A3"


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

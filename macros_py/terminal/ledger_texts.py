"""What the command line says of a ledger; texts from files are shown as they are."""

from typing import TYPE_CHECKING

from macros_py.jobs.closing_lines import unknown_header_lines
from macros_py.rules.deadlines.stages import STAGES
from macros_py.rules.deadlines.statistics import count_stages
from macros_py.rules.deadlines.status import Status
from macros_py.rules.rates.groupings import GROUPINGS
from macros_py.rules.terms.percentages import percent_text
from macros_py.terminal.lines import say, say_banners, say_lines, say_problems, say_table
from workbook.ledger.headers import template_header
from workbook.ledger.own_sheets import COLUMNS
from workbook.values.text import masked

if TYPE_CHECKING:
    from pathlib import Path

    from macros_py.inputs.judged_ledger import JudgedLedger
    from macros_py.jobs.ledger_jobs import Flagged, Rated
    from macros_py.rules.periods.rate_counts import RateCounts


def show_check(judged: "JudgedLedger", made: "Path | None") -> None:
    """Say what was recognised, what is lacking, how the stages stand, and list the problems.

    ``made``: the list that was written.
    """
    ledger = judged.ledger
    say_banners(judged.banners)
    for sheet in ledger.sheets:
        headers = "、".join(
            f"{template_header(field)} {sheet.cell(sheet.header_rows[1], field)}"
            for field in sheet.columns
        )
        say(f"工作表「{masked(sheet.name)}」识别到：{headers}")
    say_lines(unknown_header_lines(judged))
    if judged.unknown_headers:
        _, header, closest = judged.unknown_headers[0]
        field = closest or template_header("unit")
        say(
            f"没认出的列要用：加 --column {field}={header}；"
            f"或加 --out 存出清单，在其中「{COLUMNS}」选好字段，再加 --column 清单的文件名"
        )
    say_lines(judged.notes)
    say_stages(judged)
    say_problems(judged.problems)
    if made:
        say(f"已生成 {made}")


def show_flags(flagged: "Flagged") -> None:
    """Say how the stages stand, list the problems, and where the flags are."""
    say_banners(flagged.judged.banners)
    say_lines(flagged.judged.notes)
    say_stages(flagged.judged)
    say_problems(flagged.judged.problems)
    say(f"已写入 {flagged.output}")
    for old, new in flagged.renamed.items():
        say(f"工作表「{masked(old)}」的名称 Excel 不接受，输出中为「{masked(new)}」")
    if flagged.backup:
        say(f"写入之前的文件在 {flagged.backup}，只保留上一次的")


def show_rates(rated: "Rated") -> None:
    """Print the rates, in all and by group."""
    say_banners(rated.judged.banners)
    say_lines(rated.judged.notes)
    name = GROUPINGS[rated.by] if rated.by else "范围"
    say_table(
        [name, "计入件数", "响应率", "解决率", "满意率", "部分解决"],
        [_rate_row(*each) for each in (*rated.groups, ("合计", rated.total))],
    )
    if rated.zero_candidates:
        say(f"零分工单候选（须人工认定）：{'、'.join(rated.zero_candidates)}")
    say_problems(rated.problems)


def say_stages(judged: "JudgedLedger") -> None:
    """Print how many cases stand where in each stage."""
    counts = count_stages(judged.verdicts, judged.first_rows)
    shown = [status for status in Status if any(count.counts.get(status) for count in counts)]
    say(f"截至 {judged.verdicts.as_of}，共 {judged.ledger.size} 件")
    say_table(
        ["环节", *(stage.name for stage in STAGES)],
        [
            ["责任方", *(stage.owner for stage in STAGES)],
            *(
                [status.text, *(str(count.counts.get(status, "")) for count in counts)]
                for status in shown
            ),
        ],
    )


def _rate_row(name: str, counts: "RateCounts") -> list[str]:
    shares = map(percent_text, counts.rates)
    return [name, str(counts.counted), *shares, str(counts.partly_resolved)]

"""What the command line says of the desk's day."""

from typing import TYPE_CHECKING

from macros_py.desk.importing.result_sheet import count_text
from macros_py.desk.todo.todo_sheet import TITLES
from macros_py.jobs.closing_lines import imported_lines, replies_lines, urged_line
from macros_py.terminal.lines import (
    SHOWN_PROBLEMS,
    say,
    say_banners,
    say_lines,
    say_problems,
    say_table,
)

if TYPE_CHECKING:
    from macros_py.jobs.import_export import Imported
    from macros_py.jobs.replies import RepliesTold
    from macros_py.jobs.todo import Todo
    from macros_py.jobs.urge import Urged


def show_import(done: "Imported") -> None:
    """Say the counts, the first things to look at, and where the files are."""
    plan = done.plan
    say(count_text(plan))
    for finding in plan.findings[:SHOWN_PROBLEMS]:
        places = "，".join(
            f"{name} {cell} “{value}”"
            for name, cell, value in (
                ("台账", finding.ledger_cell, finding.ledger),
                ("导出", finding.export_cell, finding.export),
            )
            if cell
        )
        why = f"（{finding.why}）" if finding.why else ""
        say(f"{finding.kind}：{finding.case} {finding.header}：{places}{why}")
    if len(plan.findings) > SHOWN_PROBLEMS:
        say(f"…… 共 {len(plan.findings)} 处，见导入结果")
    say_lines(imported_lines(done))
    if done.output:
        say(f"已生成 {done.output}")


def show_todo(done: "Todo") -> None:
    """Print the first lines of every block, and where the workbook is."""
    say_banners(done.judged.banners)
    for name, found in done.blocks.items():
        say(f"{TITLES[name]}：{len(found)} 项")
        for owed in found[:SHOWN_PROBLEMS]:
            unit = f"（{owed.unit}）" if owed.unit != owed.owner else ""
            said = " ".join(filter(None, (owed.stage, owed.status, owed.left)))
            say(f"  {owed.case} {said}，由{owed.owner}办{unit}")
        if len(found) > SHOWN_PROBLEMS:
            say(f"  …… 其余 {len(found) - SHOWN_PROBLEMS} 项，加 --out 可得全部")
    if done.output:
        say(f"已生成 {done.output}")


def show_replies(told: "RepliesTold") -> None:
    """Print how often each thing was found, and the files; no word of any reply."""
    say_banners(told.banners)
    say_lines(replies_lines(told))
    kinds = told.kinds()
    if kinds:
        say_table(["提示", "处数"], [[kind, str(count)] for kind, count in kinds.items()])
    say_problems(told.problems)
    if told.output:
        say(f"已生成 {told.output}")


def show_urge(done: "Urged", *, dry_run: bool) -> None:
    """Print what each unit is urged to do, and the file."""
    say_banners(done.judged.banners)
    for unit in done.units:
        say(unit.message(done.judged.verdicts.as_of))
    if done.output:
        say(f"已生成 {done.output}")
    say("没有写任何文件，没有登记" if dry_run and done.units else urged_line(done))

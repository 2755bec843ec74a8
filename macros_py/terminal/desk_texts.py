"""What the command line says of the desk's day."""

from macros_py.desk.importing.result_sheet import count_text
from macros_py.jobs.import_export import Imported
from macros_py.terminal.lines import SHOWN_PROBLEMS, say


def show_import(done: Imported) -> None:
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
    if plan.unplaced:
        say(f"导出中没有放入台账的列：{'、'.join(plan.unplaced)}")
    for note in done.notes:
        say(note)
    if done.dry_run:
        say("没有写任何文件")
        return
    if done.output:
        say(f"已生成 {done.output}")
    if done.backup:
        say(f"已写入台账；导入之前的台账在 {done.backup}，要退回就用它")
    else:
        say("台账没有要改的，未写入")

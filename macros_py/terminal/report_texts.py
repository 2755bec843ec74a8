"""What the command line says of a report: the flow, the rates, and what the refresh found."""

from macros_py.desk.reports.blocks import Text
from macros_py.jobs.report import Reported
from macros_py.terminal.lines import say, say_banners, say_problems


def show_report(made: Reported) -> None:
    """Print the first sentences, the problems, what people have to look at, and the files."""
    say_banners(made.study.judged.banners)
    for block in made.report.sections[0].blocks:
        if isinstance(block, Text):
            say(block.text)
    found = made.refreshed
    for what, names in (
        ("人工改动过，未更新", found.kept),
        ("文档里找不到，未更新", found.missing),
        ("未能对应，已移到文末", found.orphans),
    ):
        if names:
            say(f"{what}（{len(names)}）：{'、'.join(names)}")
    if found.unsure:
        say("文档里上次生成的数值已丢失，无法判断哪些是人工改动；旧文件已留作备份")
    say_problems(made.problems)
    for path in made.outputs:
        say(f"已生成 {path}" if path in made.written else f"没有变化，未写入 {path}")
    if made.recorded:
        say("已登记「分析报告」，提交后请填写提交日期")
    say(f"文档所用字体：{'、'.join(made.fonts)}；电脑上没有的请先安装")

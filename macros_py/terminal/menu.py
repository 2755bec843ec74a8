"""A numbered menu over the commands, for a PC where macros are locked or only WPS is there.

python -m macros_py.terminal.menu 案件台账.xlsx
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from macros_py.terminal.cli import main as command_line

Ask = Callable[[str], str]
Say = Callable[[str], None]
Run = Callable[[list[str]], None]
_EVALUATION = "考核评价"
_QUARTER, _NAME, _ROLE, _REASON = "哪个季度？（如 1）", "姓名？", "角色？", "撤销的理由？"
_PERIOD = "哪个期间？（如 2024-03、2024-W10、第1季度）"
_EXPORT = "平台导出的文件在哪里？（可把文件拖进来）"
_LEFT_OUT = ("~$", ".~lock.", "备份")


class Choice(NamedTuple):
    """One line of the menu: what it is called, what it asks, and the command's arguments.

    ``{ledger}``, ``{evaluation}``, ``{folder}`` and the answers ``{0}``, ``{1}`` are filled in.
    """

    label: str
    asks: tuple[str, ...]
    arguments: tuple[str, ...]


_SETTLEMENT = "{folder}/验收结算_第{0}季度.xlsx"
CHOICES = (
    Choice("刷新时限（写回台账）", (), ("flags", "{ledger}", "--settings", "{evaluation}")),
    Choice("台账体检", (), ("check", "{ledger}", "--settings", "{evaluation}")),
    Choice("三率", (), ("rates", "{ledger}", "--by", "unit", "--settings", "{evaluation}")),
    Choice("计算季度得分", (_QUARTER,), ("score", "{evaluation}", "--quarter", "{0}")),
    Choice(
        "生成验收结算",
        (_QUARTER,),
        ("settle", "{ledger}", "{evaluation}", "--quarter", "{0}", "--out", "{folder}"),
    ),
    Choice(
        "签认",
        (_QUARTER, f"{_ROLE}（验收部门负责人 或 验收工作人员）", _NAME),
        ("sign", _SETTLEMENT, "{evaluation}", "--role", "{1}", "--name", "{2}"),
    ),
    Choice("核验", (_QUARTER,), ("verify", _SETTLEMENT, "{evaluation}", "{ledger}")),
    Choice(
        "撤销",
        (_QUARTER, _REASON),
        ("revoke", _SETTLEMENT, "{evaluation}", "--reason", "{1}"),
    ),
    Choice("导入平台导出", (_EXPORT,), ("import", "{ledger}", "{0}", "--settings", "{evaluation}")),
    Choice(
        "今日待办",
        (),
        ("todo", "{ledger}", "--out", "{folder}/今日待办.xlsx", "--settings", "{evaluation}"),
    ),
    Choice("催办单", (), ("urge", "{ledger}", "{evaluation}", "--out", "{folder}")),
    Choice(
        "回复检查",
        (),
        ("replies", "{ledger}", "--out", "{folder}/归档清单.xlsx", "--settings", "{evaluation}"),
    ),
    Choice(
        "打印评价表（附件2和打分参考）",
        (_QUARTER,),
        (
            *("template", "form", "{folder}/评价表_第{0}季度.xlsx", "--ledger", "{ledger}"),
            *("--quarter", "{0}", "--settings", "{evaluation}"),
        ),
    ),
    Choice(
        "分析报告",
        (_PERIOD,),
        ("report", "{ledger}", "{evaluation}", "--period", "{0}", "--out", "{folder}"),
    ),
    Choice(
        "年度汇总",
        (),
        ("trend", "{evaluation}", "{ledger}", "--out", "{folder}/年度汇总.xlsx"),
    ),
)


def menu(ledger: Path, ask: Ask, say: Say, run: Run) -> None:
    """Offer the jobs for a ledger until the person leaves."""
    while True:
        say(f"\n台账：{ledger}")
        for number, choice in enumerate(CHOICES, 1):
            say(f"  {number}  {choice.label}")
        say("  0  退出")
        answer = ask("请填数字：").strip()
        if answer in {"", "0"}:
            return
        if not answer.isdecimal() or int(answer) > len(CHOICES):
            say(f"没有这一项：{answer}")
            continue
        arguments = list(_filled(CHOICES[int(answer) - 1], ledger, ask))
        if arguments:
            run(arguments)


def _filled(choice: Choice, ledger: Path, ask: Ask) -> Iterator[str]:
    """Yield a command's arguments; none when a question was left unanswered.

    Without an evaluation workbook an option that wants it is left out.
    """
    evaluation = ""
    if "{evaluation}" in choice.arguments:
        evaluation = _evaluation(ledger.parent, ask, needed="--settings" not in choice.arguments)
    answers = [ask(question).strip().strip('"') for question in choice.asks]
    optional = "--settings" in choice.arguments
    if not all(answers) or not (evaluation or optional):
        return
    for argument in choice.arguments:
        if argument == "--settings" and not evaluation:
            return
        yield argument.format(*answers, ledger=ledger, evaluation=evaluation, folder=ledger.parent)


def _evaluation(folder: Path, ask: Ask, *, needed: bool) -> str:
    found = [
        str(path)
        for path in sorted(folder.glob(f"*{_EVALUATION}*.xls*"))
        if not any(word in path.name for word in _LEFT_OUT)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        lines = [f"{number}  {path}" for number, path in enumerate(found, 1)]
        answer = ask("\n".join(["有几个考核评价，用哪一个？", *lines, "请填数字："])).strip()
        known = answer.isdecimal() and 1 <= int(answer) <= len(found)
        return found[int(answer) - 1] if known else ""
    return ask("考核评价工作簿在哪里？（可把文件拖进来）").strip().strip('"') if needed else ""


def _run(arguments: list[str]) -> None:
    try:
        command_line(arguments)
    except SystemExit:
        return  # the command has said what there is to say


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    dragged = given or Path(input("台账文件在哪里？（可把文件拖进来）").strip().strip('"'))
    menu(dragged.absolute(), input, _say, _run)

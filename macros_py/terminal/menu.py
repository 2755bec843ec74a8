"""A numbered menu over the commands, for a PC where macros are locked or only WPS is there.

python -m macros_py.terminal.menu 案件台账.xlsx
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from macros_py.catalogue.buttons import naming_buttons
from macros_py.catalogue.menu_choices import CHOICES, QUARTER, Choice
from macros_py.rules.terms.errors import RuleError
from macros_py.rules.terms.quarters import parse_quarter
from macros_py.terminal.cli import main as command_line
from workbook.files.atomic import free_name
from workbook.files.saving import stands_aside
from workbook.values.refusals import WorkbookError
from workbook.values.text import masked, visible

Ask = Callable[[str], str]
Say = Callable[[str], None]
Run = Callable[[list[str]], None]
_EVALUATION, _LEDGER = "考核评价", "案件台账.xlsx"
_WHICH = "台账文件在哪里？（可把文件或文件夹拖进来）"


def menu(ledger: Path, ask: Ask, say: Say, run: Run) -> None:
    """Offer the jobs for a ledger, or for the folder in which one is to be, until nothing is asked.

    Each is asked for by its number.
    """
    ledger = ledger_of(ledger)
    while True:
        say(f"\n台账：{ledger}")
        group = ""
        for number, choice in enumerate(CHOICES, 1):
            if choice.group != group:
                group = choice.group
                say(f"【{group}】")
            say(f"  {number}  {choice.label}")
        say("  0  退出")
        answer = ask("请填数字：").strip()
        if answer in {"", "0"}:
            return
        if not answer.isdecimal() or int(answer) > len(CHOICES):
            say(f"没有这一项：{answer}")
            continue
        arguments = list(filled(CHOICES[int(answer) - 1], ledger, ask))
        if arguments:
            run(arguments)


def ledger_of(given: Path) -> Path:
    """Give a ledger, which need not be there; of a folder the one that bears the usual name."""
    return given / _LEDGER if given.is_dir() else given


def filled(choice: Choice, ledger: Path, ask: Ask) -> Iterator[str]:
    """Yield a command's arguments; none when a question was left unanswered.

    Without an evaluation workbook an option that wants it is left out.
    """
    evaluation = ""
    optional = "--settings" in choice.arguments
    if any("{evaluation}" in argument for argument in choice.arguments):
        evaluation = _evaluation(ledger.parent, ask, needed=not optional)
        if not (evaluation or optional):
            return
    answers = [_answer(question, ask) for question in choice.asks]
    if not all(answers):
        return
    subjects = _subjects(evaluation, answers[0]) if "--subject" in choice.arguments else []
    if subjects:
        answers.append(_picked("哪个评估对象？", subjects, ask))
        if not answers[-1]:
            return
    for argument in choice.arguments:
        if (argument == "--settings" and not evaluation) or (
            argument == "--subject" and not subjects
        ):
            return
        folder = ledger.parent
        named = {"ledger": ledger, "evaluation": evaluation, "folder": folder, "new": folder}
        text = argument.format(*answers, **named)
        yield str(free_name(Path(text))) if argument.startswith("{new}") else text


def _answer(question: str, ask: Ask) -> str:
    """Ask for a text, a file's name without the quotes around it, a quarter as its number."""
    answer = ask(question).strip().strip('"')
    number = parse_quarter(answer) if question == QUARTER else None
    return str(number) if number else answer


def _evaluation(folder: Path, ask: Ask, *, needed: bool) -> str:
    found = [
        str(path)
        for path in sorted(folder.glob(f"*{_EVALUATION}*.xls*"))
        if not stands_aside(path) and "备份" not in path.name
    ]
    if len(found) == 1:
        return found[0]
    if found:
        return _picked("有几个考核评价，用哪一个？", found, ask)
    return ask("考核评价工作簿在哪里？（可把文件拖进来）").strip().strip('"') if needed else ""


def _picked(question: str, found: Sequence[str], ask: Ask) -> str:
    """Ask which of several, by its number; "" for none of them."""
    lines = [f"{number}  {visible(masked(each))}" for number, each in enumerate(found, 1)]
    answer = ask("\n".join([question, *lines, "请填数字："])).strip()
    known = answer.isdecimal() and 1 <= int(answer) <= len(found)
    return found[int(answer) - 1] if known else ""


def _subjects(evaluation: str, quarter: str) -> Sequence[str]:
    """Give the 评估对象 of a quarter where there are several; the command refuses what is wrong."""
    from macros_py.jobs.candidates import subjects_in  # noqa: PLC0415 - the menu is there at once

    try:
        found = subjects_in(Path(evaluation), quarter)
    except (RuleError, WorkbookError, OSError):
        return []
    return found if len(found) > 1 else []


def _run(arguments: list[str]) -> None:
    try:
        command_line(arguments, naming_buttons)
    except SystemExit:
        return  # the command has said what there is to say


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def started(given: Sequence[str], ask: Ask, say: Say) -> Path | None:
    """Give the ledger or the folder that the menu is for: dropped onto it, or asked for.

    A dropped path need not arrive whole: cmd.exe cuts one with ``&`` and without a space. None when
    nothing is answered.
    """
    path = given[0] if given else ask(_WHICH).strip().strip('"')
    while path:
        found = Path(path).absolute()
        if found.exists() or (found.suffix.lower() == ".xlsx" and found.parent.is_dir()):
            return found
        say(f"没有这个文件或文件夹：{visible(masked(path))}")
        path = ask(_WHICH).strip().strip('"')
    return None


if __name__ == "__main__":
    ledger = started(sys.argv[1:], input, _say)
    if ledger:
        menu(ledger, input, _say, _run)

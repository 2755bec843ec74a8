"""From a choice of the menu and a person's answers to the command's arguments."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from macros_py.catalogue.menu_choices import QUARTER, Choice
from macros_py.rules.terms.errors import RuleError
from macros_py.rules.terms.quarters import parse_quarter
from workbook.files.atomic import free_name
from workbook.files.saving import stands_aside
from workbook.values.refusals import WorkbookError
from workbook.values.text import masked, visible

Ask = Callable[[str], str]
_EVALUATION, _LEDGER = "考核评价", "案件台账.xlsx"


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

"""A numbered menu over the commands, for a PC where macros are locked or only WPS is there.

python -m macros_py.terminal.menu 案件台账.xlsx
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from macros_py.catalogue.buttons import naming_buttons
from macros_py.catalogue.menu_choices import CHOICES
from macros_py.terminal.cli import main as command_line
from macros_py.terminal.menu_answers import Ask, filled, ledger_of
from workbook.values.text import masked, visible

Say = Callable[[str], None]
Run = Callable[[list[str]], None]
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

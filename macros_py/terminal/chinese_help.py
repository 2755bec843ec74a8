"""The frame of every ``--help`` in Chinese: what typer puts around the commands' own words."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from typer.core import TyperCommand

if TYPE_CHECKING:
    from typer._click.formatting import HelpFormatter
else:
    HelpFormatter = TyperCommand.context_class.formatter_class

_HEADINGS = {"Arguments": "参数", "Options": "选项", "Commands": "命令"}
_USAGE = (
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 …"),
    (r"\{(\S+)\}", r"\1"),
    (r"\[\[(\S+)\]\]", r"[\1]"),
)
_NAMES = ((r"^([^-].*) <\w+>$", r"\1"), (r" <\w+>$", " …"))
_TEXTS = (
    (r"^Show this message and exit\.$", "显示这份说明"),
    (r"\s*\[required\]$", "（必填）"),
    (r"\s*\[default: (.*)\]$", r"（不写则为 \1）"),
)


class ChineseHelp(HelpFormatter):
    """Lays out a help text as typer does, with Chinese headings and remarks."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, _put(_USAGE, args), prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(
        self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write a list of names, each with what it is."""
        chinese = [(_put(_NAMES, name), _put(_TEXTS, text)) for name, text in rows]
        super().write_dl(chinese, col_max, col_spacing)


def help_in_chinese() -> None:
    """Let every command of this process lay out its help so."""
    TyperCommand.context_class.formatter_class = ChineseHelp


def _put(words: Sequence[tuple[str, str]], text: str) -> str:
    for english, chinese in words:
        text = re.sub(english, chinese, text)
    return text

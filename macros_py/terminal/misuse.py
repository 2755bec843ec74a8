"""What is wrong with a command line, in Chinese: typer says it in English."""

import re
from collections.abc import Sequence
from pathlib import Path

from typer.exceptions import TyperException

_EXTRA = re.compile(r"unexpected extra argument\S* \((.*)\)", re.DOTALL)
_CLOSED = re.compile(r"'(.*)' is not (readable|writable|executable)", re.DOTALL)
_RIGHTS = {"readable": "读取", "writable": "写入", "executable": "运行"}
_COMMAND = re.compile(r"No such command '(.*?)'", re.DOTALL)


def misuse_text(error: TyperException) -> str:
    """Say what is wrong with a command line and where to read how it is written."""
    if closed := _CLOSED.search(str(error)):
        return f"{closed[1]}：没有{_RIGHTS[closed[2]]}权限，请检查文件的权限"
    return f"{_what(error)}；用法见 {_help_of(error)}"


def _what(error: TyperException) -> str:
    kind, text = type(error).__name__, str(error)
    option = getattr(error, "option_name", "")
    if kind == "MissingParameter":
        return f"缺少 {_named(getattr(error, 'param', None))}"
    if kind == "NoSuchOption":
        return f"没有 {option} 这个选项"
    if kind == "BadOptionUsage":
        return f"{option} 后面没有写值" if "requires" in text else f"{option} 后面不能写值"
    if extra := _EXTRA.search(text):
        return f"多出了 “{extra[1]}”"
    if command := _COMMAND.search(text):
        return f"没有这个命令 “{command[1]}”"
    return "命令写法有误" if text.isascii() else text


def _named(parameter: object) -> str:
    """``LEDGER（案件台账）``, ``--quarter（季度）``."""
    names = getattr(parameter, "opts", ["参数"])
    shown = names[-1] if names[-1].startswith("-") else getattr(parameter, "metavar", names[-1])
    explained = getattr(parameter, "help", "")
    return f"{shown}（{explained}）" if explained else str(shown)


def _help_of(error: TyperException) -> str:
    words: list[str] = []
    context = getattr(error, "ctx", None)
    while context is not None and context.parent is not None:
        words.insert(0, str(context.info_name))
        context = context.parent
    return " ".join(["jsjb", *words, "--help"])


def ending(refusal: str, written: Sequence[Path]) -> str:
    """Return a refusal together with what had been written before it; that is nothing, mostly."""
    if not written:
        return refusal
    names = "、".join(dict.fromkeys(path.name for path in written))
    return f"{refusal}；在此之前已写入 {names}，请核对"

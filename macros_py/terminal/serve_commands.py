"""``jsjb serve``: formulas and jobs for scripts on this PC (WPS, Office.js, a browser)."""

import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

HERE = Path(__file__).parents[2]
PORT = 8612
TOKEN = "serve.token"  # noqa: S105  (a file's name)


def serve(
    port: Annotated[int, typer.Option("--port", help="端口", min=0, max=65535)] = PORT,
) -> None:
    """试验：在本机为 WPS 加载项和浏览器提供公式和各项工作；按 Ctrl+C 结束。"""
    from addin.machine import user_folder
    from macros_py.web.server import Server

    try:
        server = Server(port, kept_token(user_folder() / TOKEN), job)
    except OSError as error:
        raise typer.BadParameter(f"端口 {port} 用不了（可能已在运行）：{error}") from error
    typer.echo("试验功能，只在本机有效；地址里有口令，不要给别人：")
    typer.echo(f"  任务窗格：{server.url}pane.html")
    typer.echo(f"  WPS 加载项的 url：{server.url}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        typer.echo("已结束")


def kept_token(file: Path) -> str:
    """Give this user's token, made once, so that an address that was written down stays good.

    Nobody else can read the file.
    """
    try:
        return file.read_text("ascii")
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        token = secrets.token_urlsafe(24)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(token)
        return token


class NextQuestionError(Exception):
    """The answers are used up."""


def job(number: int, workbook: str, answers: list[str]) -> dict[str, object]:
    """Do a choice of the menu in a process of its own: what it says, or what it asks next.

    Raises ValueError for a number that is no choice.
    """
    from macros_py.catalogue.buttons import naming_buttons
    from macros_py.catalogue.menu_choices import CHOICES
    from macros_py.terminal.menu_answers import filled, ledger_of

    if not 1 <= number <= len(CHOICES):
        raise ValueError(number)
    ledger = ledger_of(Path(workbook.strip().strip('"')))
    if not ledger.is_absolute():
        return {"said": "请先填台账的完整路径"}
    left = list(answers)

    def ask(question: str) -> str:
        if not left:
            raise NextQuestionError(question)
        return left.pop(0)

    try:
        arguments = list(filled(CHOICES[number - 1], ledger, ask))
    except NextQuestionError as question:
        return {"ask": str(question)}
    if not arguments:
        return {"said": "没有做：有一项没有填"}
    done = subprocess.run(  # noqa: S603  (our own commands)
        [sys.executable, "-P", "-B", "-m", "macros_py", *arguments],
        cwd=ledger.parent if ledger.parent.is_dir() else None,
        env={**os.environ, "PYTHONPATH": str(HERE), "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return {"said": naming_buttons(done.stdout + done.stderr), "code": done.returncode}

"""What sign, verify and revoke say to people."""

from collections.abc import Callable
from json import dumps
from typing import Protocol, TypeVar

import typer
from rich.console import Console
from rich.text import Text

from macros_py.signing import Signed
from macros_py.verifying import Verified


class _Plain(Protocol):
    def json(self) -> dict[str, object]: ...


T = TypeVar("T", bound=_Plain)


def show(result: T, people: Callable[[T], None], *, as_json: bool) -> None:
    """Print a result as JSON, or as people read it."""
    if as_json:
        typer.echo(dumps(result.json(), ensure_ascii=False, indent=2))
    else:
        people(result)


def show_signed(signed: Signed) -> None:
    """Say who signed as what, and who is still to sign."""
    values = signed.entry.values
    done = "已补全文件中的签认" if signed.completed else "已签认"
    _say(f"{signed.quarter}：{values['姓名']}（{values['角色']}）{done}，{values['时间']}")
    _say(
        f"状态：{signed.state}" + (f"，待 {signed.waiting_for} 签认" if signed.waiting_for else "")
    )
    _say(f"内容摘要 {values['内容摘要']}")
    _say(f"已写入 {signed.settlement} 和考核评价工作簿的签认记录（第{signed.entry.number}条）")


def show_revoked(revoked: Signed) -> None:
    """Say that the signatures are taken back and what comes next."""
    _say(f"{revoked.quarter}的签认已撤销：{revoked.entry.values['理由']}")
    _say(f"已记入签认记录（第{revoked.entry.number}条）；原文件保留，改正后请重新结算并签认")


def show_verified(verified: Verified) -> None:
    """List what changed since the signatures."""
    for entry in verified.signatures:
        values = entry.values
        _say(f"{verified.quarter}：{values['姓名']}（{values['角色']}）{values['时间']} 签认")
    for change in verified.changes:
        name = f"「{change.name}」" if change.name else ""
        _say(f"{change.cell}{name}：签认时 “{change.before}”，现为 “{change.after}”")
    for cell, why in verified.log:
        _say(f"{cell}：{why}")
    for row in verified.ledger or ():
        _say(f"台账 {row}")
    if verified.unfinished:
        _say("签认记录已有签认而本文件尚未写入签名：请以原角色、姓名再次运行 sign 补全")
    count = len(verified.changes) + len(verified.log)
    if verified.intact:
        _say(f"核验通过：与签认时一致（统计截至 {verified.as_of}）")
    elif count:
        _say(f"核验不通过：{count} 处与签认时不一致")
    if verified.ledger:
        _say(f"台账有 {len(verified.ledger)} 件在签认后有变化，未计入已签认的结算")
    if verified.ledger is None:
        _say("没有给出台账，台账未核对")


def _say(line: str) -> None:
    Console(highlight=False).print(Text(line), soft_wrap=True)

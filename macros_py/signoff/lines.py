"""What signing, revoking and verifying come to, line by line: for the terminal and for Excel."""

from collections.abc import Iterator

from macros_py.jobs.results import SignedOff
from macros_py.signoff.signed import Signed
from macros_py.signoff.verifying import Verified


def signed_lines(off: SignedOff) -> Iterator[str]:
    """Say who signed as what, who is still to sign, and which PDF shows it."""
    signed = off.signed
    values = signed.entry.values
    done = "已补全文件中的签认" if signed.completed else "已签认"
    yield f"{signed.quarter}：{values['姓名']}（{values['角色']}）{done}，{values['时间']}"
    waiting = f"，待 {signed.waiting_for} 签认" if signed.waiting_for else ""
    yield f"状态：{signed.state}{waiting}"
    yield f"内容摘要 {values['内容摘要']}"
    yield f"已写入 {signed.settlement} 和考核评价工作簿的签认记录（第{signed.entry.number}条）"
    if signed.pdf:
        yield f"已生成带数字签名的 {signed.pdf}"
    if off.pdf:
        yield f"已生成 {off.pdf}"
    elif off.unprinted:
        yield f"没有生成 PDF：{off.unprinted}"
    elif off.outdated:
        yield (
            f"{off.outdated} 是签认之前的草稿，请勿使用；"
            f"请打开 {signed.settlement.name} 另存为新的 PDF"
        )


def revoked_lines(revoked: Signed) -> Iterator[str]:
    """Say that the signatures are taken back and what comes next."""
    yield f"{revoked.quarter}的签认已撤销：{revoked.entry.values['理由']}"
    yield f"已记入签认记录（第{revoked.entry.number}条）；原文件保留，改正后请重新结算并签认"
    if revoked.later:
        named = "、".join(revoked.later)
        yield f"{named}是在本季度之后结算的，其累计金额以撤销前为准；重新结算本季度后请一并核对"


def verified_lines(verified: Verified) -> Iterator[str]:
    """List what changed since the signatures."""
    for entry in verified.signatures:
        values = entry.values
        yield f"{verified.quarter}：{values['姓名']}（{values['角色']}）{values['时间']} 签认"
    for change in verified.changes:
        name = f"「{change.name}」" if change.name else ""
        yield f"{change.cell}{name}：签认时 “{change.before}”，现为 “{change.after}”"
    for cell, why in verified.log:
        yield f"{cell}：{why}"
    for row in verified.ledger or ():
        yield f"台账 {row}"
    if verified.unfinished:
        yield "签认记录已有签认而本文件尚未写入签名：请以原角色、姓名再签认一次补全"
    count = len(verified.changes) + len(verified.log)
    if verified.intact:
        yield f"核验通过：与签认时一致（统计截至 {verified.as_of}）"
    elif count:
        yield f"核验不通过：{count} 处与签认时不一致"
    if verified.ledger:
        yield f"台账有 {len(verified.ledger)} 件在结算后有变化，未计入已签认的结算"
    if verified.ledger is None:
        yield "台账未核对"

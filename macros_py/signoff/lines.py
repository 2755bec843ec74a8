"""What signing, revoking and verifying come to, line by line: for the terminal and for Excel.

Who shows a line makes visible what could end it or hide in it: a cell must not say 核验通过.
"""

from collections.abc import Iterator

from macros_py.rules.signing.differences import NEW
from macros_py.rules.signing.log import CONTENT
from macros_py.signoff.pdf import VerifiedPdf
from macros_py.signoff.reprinting import Reprinted
from macros_py.signoff.signed import Signed
from macros_py.signoff.verifying import Verdict, Verified

_SHOWN_PARTS = 5


def signed_lines(signed: Signed) -> Iterator[str]:
    """Say who signed as what, who is still to sign, and which PDF shows it."""
    values = signed.entry.values
    done = "已补全文件中的签认" if signed.completed else "已签认"
    yield f"{signed.quarter}：{values['姓名']}（{values['角色']}）{done}，{values['时间']}"
    waiting = f"，待 {signed.waiting_for} 签认" if signed.waiting_for else ""
    yield f"状态：{signed.state}{waiting}"
    yield f"内容摘要 {values[CONTENT]}"
    yield f"核验码 {signed.code}（请与纸上的核对）"
    if signed.untouched:
        yield signed.untouched
    else:
        yield f"已写入 {signed.settlement} 和考核评价工作簿的签认记录（第{signed.entry.number}条）"
    if signed.pdf:
        yield f"已生成 {signed.pdf}"
    elif signed.unprinted:
        yield f"没有生成 PDF：{signed.unprinted}"
    elif signed.outdated:
        yield f"{signed.outdated} 是签认之前的草稿，请勿使用；请加 --pdf 重新生成，或另存为新的 PDF"


def revoked_lines(revoked: Signed) -> Iterator[str]:
    """Say that the signatures are taken back and what comes next."""
    yield f"{revoked.quarter}的签认已撤销：{revoked.entry.values['理由']}"
    yield f"已记入签认记录（第{revoked.entry.number}条）；原文件保留，改正后请重新结算并签认"
    if revoked.untouched:
        yield f"验收结算文件没有改动，上面仍是签认时的样子：{revoked.untouched}"
    if revoked.later:
        named = "、".join(revoked.later)
        yield f"{named}是在本季度之后结算的，其累计金额以撤销前为准；重新结算本季度后请一并核对"


def reprinted_lines(reprinted: Reprinted) -> Iterator[str]:
    """Say what was printed, and whether it is the signed file to the byte."""
    if reprinted.kept:
        yield f"原来的文件已改名为 {reprinted.kept.name}"
    how = "与签认时逐字节一致" if reprinted.exact else "按签认数据重印，版式可能不同"
    yield f"已重印 {reprinted.output}：{how}"


def pdf_lines(verified: VerifiedPdf) -> Iterator[str]:
    """Say whether the log knows a PDF."""
    for cell, why in verified.log:
        yield f"{cell}：{why}"
    if verified.entry is None:
        yield f"{verified.pdf.name}：签认记录中没有这份 PDF；不是工具打印的那一份，或打印后改动过"
        return
    values = verified.entry.values
    yield (
        f"{verified.pdf.name}：{values['季度']}验收结算，{values['时间']} 打印，"
        f"当时状态：{values['理由']}（签认记录第{verified.entry.number}条）"
    )
    yield f"核验码 {verified.code}"


def verified_lines(verified: Verified) -> Iterator[str]:
    """List what changed since the signatures, and say what it comes to."""
    for banner in verified.banners:
        yield f"【{banner}】"
    for entry in verified.signatures:
        values = entry.values
        yield f"{verified.quarter}：{values['姓名']}（{values['角色']}）{values['时间']} 签认"
    for change in verified.changes:
        name = f"「{change.name}」" if change.name else ""
        yield f"{change.cell}{name}：签认时 “{change.before}”，现为 “{change.after}”"
    for cell, why in verified.log:
        yield f"{cell}：{why}"
    for change in verified.later:
        what = "事后新增" if change.before == NEW else f"「{change.name}」事后补填"
        yield f"{change.cell}{what}：“{change.after}”"
    for row in verified.ledger or ():
        yield f"台账 {row}"
    if verified.ledger is None:
        yield "台账未核对"
    elif verified.ledger:
        yield f"台账有 {len(verified.ledger)} 件在结算后有变化，未计入已签认的结算"
    yield f"核验码 {verified.code}" + (
        "" if not verified.code_given else "：与纸上的不符" if verified.code_differs else "：相符"
    )
    yield from _verdict(verified)


def _verdict(verified: Verified) -> Iterator[str]:
    if verified.verdict is Verdict.INTACT:
        yield f"核验通过：与签认时逐字节一致（统计截至 {verified.as_of}）"
        return
    if verified.verdict is Verdict.CONTENT:
        yield from _content_only(verified)
        return
    if verified.changes and (not verified.code_given or verified.code_differs):
        yield "“签认时”的内容取自文件自身的签认数据；请用纸上的核验码（--code）或证书印证"
    count = len(verified.changes) + len(verified.log) + len(verified.alarms)
    yield f"核验不通过：{count + verified.code_differs} 处与签认时不一致"


def _content_only(verified: Verified) -> Iterator[str]:
    if verified.parts is None:
        yield "内容与签认时一致；签认时的版本没有记下文件摘要，外观未核"
        return
    named = "、".join(verified.parts[:_SHOWN_PARTS])
    more = f" 等 {len(verified.parts)} 个部件" if len(verified.parts) > _SHOWN_PARTS else ""
    if named:
        yield f"与签认时写出的不同：{named}{more}"
    yield "内容与签认时一致；文件不是签认时写出的那份（另存或重新打包），外观未核"
    yield "要得到与签认时一致的文件，请运行 jsjb verify 并加 --reprint 新文件.xlsx"

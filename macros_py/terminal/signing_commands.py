"""``jsjb sign``, ``verify``, ``revoke``, ``payment``: who stands for it, does it hold, pay it."""

import os
from pathlib import Path
from typing import Annotated

import typer

from macros_py.clock import beijing_now
from macros_py.rules.signing.signers import ROLES
from macros_py.terminal.job_run import DONE, NEEDS_A_PERSON, run_job, show_result
from macros_py.terminal.options import AsJson, ClockConfirmed, EvaluationFile, SettlementFile

SAVED_OTHERWISE = 3
"""Exit of ``verify``: the content is what was signed, the bytes are not."""


def sign(
    settlement: SettlementFile,
    evaluation: EvaluationFile,
    role: Annotated[str, typer.Option("--role", metavar="|".join(ROLES), help="以何角色签认")],
    name: Annotated[str, typer.Option("--name", help="签认人姓名")],
    p12: Annotated[
        Path | None,
        typer.Option("--p12", metavar="FILE", help="证书；两人签认后生成带数字签名的 PDF"),
    ] = None,
    p12_password_env: Annotated[
        str, typer.Option("--p12-password-env", metavar="NAME", help="存放证书密码的环境变量")
    ] = "",
    time_service: Annotated[
        str, typer.Option("--time-service", metavar="URL", help="时间戳服务地址，与 --p12 合用")
    ] = "",
    pdf: Annotated[
        bool, typer.Option("--pdf", help="同时生成签认后的 PDF（用 LibreOffice 或 Excel）")
    ] = False,
    clock_confirmed: ClockConfirmed = False,
    json: AsJson = False,
) -> None:
    """签认一个季度的结算；甲方两人先后签认，之后乙方可以确认或提出异议。"""
    from macros_py.jobs import signing_jobs
    from macros_py.signoff.lines import signed_lines
    from macros_py.terminal.lines import say_lines

    certificate = (p12, _password(p12_password_env), time_service) if p12 else None
    run_job(
        json,
        lambda progress: signing_jobs.sign(
            settlement,
            evaluation,
            role,
            name,
            beijing_now(),
            clock_confirmed=clock_confirmed,
            certificate=certificate,
            pdf=pdf,
            progress=progress,
        ),
        lambda signed: say_lines(signed_lines(signed)),
        lambda signed: signed.behind or (p12 and signed.unprinted),
    )


def verify(
    settlement: SettlementFile,
    evaluation: EvaluationFile,
    ledger: Annotated[
        Path | None, typer.Argument(metavar="[LEDGER]", help="案件台账；给出则一并核对")
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", help="纸上的核验码，32 位，空格可有可无")
    ] = None,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="FILE", help="改为核对这份 PDF 是否工具打印")
    ] = None,
    reprint: Annotated[
        Path | None, typer.Option("--reprint", metavar="OUT.xlsx", help="按签认数据重印，再核验")
    ] = None,
    json: AsJson = False,
) -> None:
    """核验已签认的结算：0 逐字节一致，1 有改动，2 未签认或不可读，3 内容一致但另存过。"""
    from macros_py.jobs import signing_jobs
    from macros_py.rules.terms.errors import UnsignedError
    from macros_py.signoff.lines import pdf_lines, reprinted_lines, verified_lines
    from macros_py.signoff.verifying import Verdict
    from macros_py.terminal.lines import say_lines

    if pdf is not None:
        run_job(
            json,
            lambda _: signing_jobs.verify_pdf(pdf, evaluation),
            lambda found: say_lines(pdf_lines(found)),
            lambda found: not found.intact,
        )
    if reprint is not None:
        done = signing_jobs.reprint(settlement, evaluation, reprint)
        settlement = done.output
        say_lines(() if json else reprinted_lines(done))
    try:
        verified = signing_jobs.verify(settlement, evaluation, ledger, code)
    except UnsignedError as error:
        show_result(json, error.json, lambda: None)
        raise
    show_result(json, verified.json, lambda: say_lines(verified_lines(verified)))
    exits = {Verdict.INTACT: DONE, Verdict.CHANGED: NEEDS_A_PERSON}
    raise typer.Exit(exits.get(verified.verdict, SAVED_OTHERWISE))


def revoke(
    settlement: Annotated[
        Path, typer.Argument(metavar="[SETTLEMENT]", help="验收结算工作簿；省略时写 --quarter")
    ],
    reason: Annotated[str, typer.Option("--reason", help="撤销的理由")],
    evaluation: Annotated[
        Path | None, typer.Argument(metavar="EVAL", help="考核评价工作簿")
    ] = None,
    quarter: Annotated[
        str, typer.Option("--quarter", help="季度，如 1；不写 SETTLEMENT 时必填")
    ] = "",
    clock_confirmed: ClockConfirmed = False,
    json: AsJson = False,
) -> None:
    """撤销签认；记录和原文件都保留，之后可以重新结算。"""
    from macros_py.jobs import signing_jobs
    from macros_py.signoff.lines import revoked_lines
    from macros_py.terminal.lines import say_lines

    run_job(
        json,
        lambda _: signing_jobs.revoke(
            settlement if evaluation else None,
            evaluation or settlement,
            reason,
            beijing_now(),
            quarter=quarter,
            clock_confirmed=clock_confirmed,
        ),
        lambda revoked: say_lines(revoked_lines(revoked)),
        lambda revoked: revoked.behind,
    )


def payment(
    settlement: SettlementFile,
    evaluation: EvaluationFile,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.xlsx", help="付款单，新文件")],
    json: AsJson = False,
) -> None:
    """生成付款单：依据核验通过的结算和登记的发票，编号登记到结算台账。"""
    from macros_py.jobs.payment import payment as pay
    from macros_py.payment.payment_lines import payment_lines
    from macros_py.terminal.lines import say_lines

    run_job(
        json,
        lambda progress: pay(settlement, evaluation, out, beijing_now(), progress),
        lambda made: say_lines((*payment_lines(made), f"已生成 {made.output}")),
        lambda made: made.needs_a_person,
    )


def _password(variable: str) -> str:
    """Read the certificate's password from where it shows in no list of processes."""
    if variable and variable not in os.environ:
        raise typer.BadParameter(f"没有名为 “{variable}” 的环境变量")
    return os.environ.get(variable, "")

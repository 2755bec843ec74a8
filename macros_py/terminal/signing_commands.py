"""``jsjb sign``, ``verify``, ``revoke``: who stands for a settlement, whether it still holds."""

import os
from pathlib import Path
from typing import Annotated

import typer

from macros_py.clock import beijing_now
from macros_py.rules.signing.signers import SIGNERS
from macros_py.terminal.exit_codes import DONE, NEEDS_A_PERSON
from macros_py.terminal.options import AsJson, EvaluationFile

SettlementFile = Annotated[Path, typer.Argument(metavar="SETTLEMENT", help="验收结算工作簿")]


def sign(
    settlement: SettlementFile,
    evaluation: EvaluationFile,
    role: Annotated[str, typer.Option("--role", metavar="|".join(SIGNERS), help="以何角色签认")],
    name: Annotated[str, typer.Option("--name", help="签认人姓名")],
    p12: Annotated[
        Path | None,
        typer.Option("--p12", metavar="FILE", help="证书；两人签认后生成带数字签名的 PDF"),
    ] = None,
    p12_password_env: Annotated[
        str, typer.Option("--p12-password-env", metavar="NAME", help="存放证书密码的环境变量")
    ] = "",
    pdf: Annotated[
        bool, typer.Option("--pdf", help="同时生成签认后的 PDF（用 LibreOffice 或 Excel）")
    ] = False,
    json: AsJson = False,
) -> None:
    """签认一个季度的结算；两个角色由两人先后签认。"""
    from macros_py.jobs import jobs
    from macros_py.terminal import signing

    now = beijing_now()
    if p12 is None:
        signed = jobs.sign(settlement, evaluation, role, name, now)
    else:
        certificate = p12, _password(p12_password_env)
        signed = jobs.sign_with_certificate(settlement, evaluation, role, name, now, certificate)
    signing.show(jobs.on_paper(signed, pdf=pdf), signing.show_signed, as_json=json)


def verify(
    settlement: SettlementFile,
    evaluation: EvaluationFile,
    ledger: Annotated[
        Path | None, typer.Argument(metavar="[LEDGER]", help="案件台账；给出则一并核对")
    ] = None,
    json: AsJson = False,
) -> None:
    """核验已签认的结算：逐个指出签认之后改动过的单元格。"""
    from macros_py.jobs import jobs
    from macros_py.terminal import signing

    verified = jobs.verify(settlement, evaluation, ledger)
    signing.show(verified, signing.show_verified, as_json=json)
    raise typer.Exit(DONE if verified.intact else NEEDS_A_PERSON)


def revoke(
    settlement: SettlementFile,
    evaluation: EvaluationFile,
    reason: Annotated[str, typer.Option("--reason", help="撤销的理由")],
    json: AsJson = False,
) -> None:
    """撤销签认；记录和原文件都保留，之后可以重新结算。"""
    from macros_py.jobs import jobs
    from macros_py.terminal import signing

    revoked = jobs.revoke(settlement, evaluation, reason, beijing_now())
    signing.show(revoked, signing.show_revoked, as_json=json)


def _password(variable: str) -> str:
    """Read the certificate's password from where it shows in no list of processes."""
    if variable and variable not in os.environ:
        message = f"没有名为 “{variable}” 的环境变量"
        raise typer.BadParameter(message)
    return os.environ.get(variable, "")


def register(app: typer.Typer) -> None:
    """Add the three commands to the command line."""
    for command in (sign, verify, revoke):
        app.command()(command)

"""``jsjb addin …``: the Excel add-in from the command line. Everything heavy loads when called."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from macros_py.terminal.job_run import leave
from macros_py.terminal.options import one_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from addin.install import Fact

app = typer.Typer()

_NAME = Path("jsjb.xlam")
ForLibreOffice = Annotated[bool, typer.Option("--libreoffice", help="LibreOffice，不是 Excel")]


@app.callback(invoke_without_command=True)
def addin(context: typer.Context) -> None:
    """Excel 加载项和 LibreOffice 扩展：生成、安装、检查。"""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def build(
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.xlam", help="新文件")] = None,
    libreoffice: ForLibreOffice = False,
) -> None:
    """生成加载项 jsjb.xlam（或 LibreOffice 扩展 jsjb.oxt），任何系统都可以。"""
    from addin.build import excel, oxt

    made = oxt.build_oxt(out or Path(oxt.NAME)) if libreoffice else excel.build(out or _NAME)
    typer.echo(f"已生成 {made}")


@app.command()
def install(
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE.xlam", help="用现成的加载项；不写则当场生成"),
    ] = None,
    libreoffice: ForLibreOffice = False,
    if_excel: Annotated[
        bool, typer.Option("--if-excel", help="没有 Excel 时不算失败（安装包用）")
    ] = False,
) -> None:
    """为当前用户安装到 Excel（Windows，不需要管理员权限）或 LibreOffice。"""
    from addin import install as installer
    from addin import libreoffice as extension
    from addin.machine import this_machine
    from workbook.files.regular_file import refuse_other_than_file

    if libreoffice:
        if file:
            raise typer.BadParameter("--file 只用于 Excel 的加载项")
        typer.echo(f"已安装 LibreOffice 扩展，记在 {extension.install(extension.this_desk())}")
        typer.echo("重新打开 LibreOffice Calc，会出现“接诉即办”菜单和工具栏。")
        return
    if file:
        refuse_other_than_file(file)
    machine = this_machine()
    if if_excel and machine.excel is None:
        typer.echo("没有桌面版 Excel，按钮和公式没有装；请把台账拖到 接诉即办.cmd 上。")
        return
    typer.echo(f"已安装 {installer.install(machine, file)}")
    typer.echo("打开 Excel，功能区上会出现“接诉即办”选项卡。")


@app.command()
def remove(libreoffice: ForLibreOffice = False) -> None:
    """从 Excel 或 LibreOffice 删除；台账等文件不动。"""
    from addin import install as installer
    from addin import libreoffice as extension
    from addin.machine import this_machine

    if libreoffice:
        removed = [Path("LibreOffice 扩展")] if extension.remove(extension.this_desk()) else []
    else:
        removed = installer.remove(this_machine())
    for path in removed:
        typer.echo(f"已删除 {path}")
    if not removed:
        typer.echo("没有安装过，不用删除")


@app.command()
def status(libreoffice: ForLibreOffice = False) -> None:
    """看装好没有，各部分是否配套。"""
    from addin import install as installer
    from addin import libreoffice as extension
    from addin.machine import this_machine

    if libreoffice:
        _show(extension.status(extension.this_desk()))
    _show(installer.status(this_machine()))


@app.command()
def check(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE.xlam]", help="加载项；不写则检查当场生成的一个"),
    ] = None,
) -> None:
    """看一个加载项文件是不是本工具的、同一版本、没有改动。"""
    from addin import install as installer
    from addin.build.excel import addin_bytes
    from workbook.files.regular_file import refuse_other_than_file

    if file:
        refuse_other_than_file(file)
    _show(installer.check(file.read_bytes() if file else addin_bytes()))


@app.command()
def kit(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="新文件夹")],
    python: Annotated[
        list[str] | None,
        typer.Option("--python", metavar="3.12", help="只为这个 Python 做，可重复；不写则全做"),
    ] = None,
    python_zip: Annotated[
        Path | None,
        typer.Option("--python-zip", metavar="ZIP", help="放入 python.org 的 embed-amd64 压缩包"),
    ] = None,
    python_sha256: Annotated[
        str, typer.Option("--python-sha256", metavar="HEX", help="python.org 公布的 SHA-256")
    ] = "",
    extra: Annotated[
        list[str] | None,
        typer.Option("--extra", metavar="NAME", help="加上可选部分，如 district，可重复"),
    ] = None,
) -> None:
    """做一个离线安装包：拷到没有网络的 Windows 上，双击 安装.cmd 即可。"""
    from addin.build.kit import PYTHONS, Contents, PythonZip, make_kit
    from macros_py.jobs.demo import run_demo

    pythons = [one_of(version, PYTHONS) for version in python or PYTHONS]
    carried = PythonZip(python_zip, python_sha256) if python_zip else None
    contents = Contents(carried, extra or (), run_demo)
    typer.echo(f"已生成 {make_kit(out, typer.echo, pythons, contents)}")


def _show(facts: "Iterable[Fact]") -> NoReturn:
    found = list(facts)
    for fact in found:
        typer.echo(f"{'√' if fact.good else '×'} {fact.subject}：{fact.text}")
    leave(not all(fact.good for fact in found))

"""What the buttons of the group 帮助 do; each returns its closing message."""

import os
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import xlwings as xw

from macros_py.catalogue.buttons import BUTTONS
from macros_py.catalogue.formulas import FORMULAS, Formula
from macros_py.jobs.templates import TEMPLATES, template
from macros_py.ribbon.companions import TITLE, Companion, evaluation_for
from workbook.evaluation.sheets import SETTINGS
from workbook.live.book import LiveBook, folder_of, local_folder
from workbook.live.state import Progress
from workbook.live.tables import Table, write_table

ADDIN = "jsjb.xlam"
REPORT, GUIDE = "诊断", "使用说明"
_PROBE, _PROBED = "=RMB_UPPER(1)", "人民币壹元整"


def guide(live: LiveBook, _: datetime, progress: Progress) -> str:
    """使用说明: what each button and each formula does, in a new workbook."""
    progress("列出按钮和公式")
    rows = [(each.group, each.label, each.screentip, each.supertip) for each in BUTTONS]
    rows += [("公式", _called(each), each.text, _arguments(each)) for each in FORMULAS]
    notes = [
        "先打开案件台账，让它在最前面，再点按钮；考核评价放在同一个文件夹。",
        "每天：导入、刷新时限、今日待办、催办单、回复检查。",
    ]
    report = live.app.books.add()
    headers = ("组", "按钮或公式", "做什么", "说明")
    write_table(LiveBook.of(report), Table(GUIDE, notes, headers, rows))
    return f"使用说明在新工作簿「{report.name}」里；带图的手册是安装包里的 使用手册.html。"


def open_settings(live: LiveBook, _: datetime, progress: Progress) -> str:
    """设置: show 合同设置 of the evaluation workbook; make one beside the ledger if asked to."""
    progress("打开合同设置")
    found = evaluation_for(live) or _new_evaluation(live)
    if found is None:
        return ""
    evaluation = found.book or live.app.books.open(str(found.file))
    evaluation.api.Activate()
    if SETTINGS not in evaluation.sheet_names:
        return f"「{evaluation.name}」没有「{SETTINGS}」工作表，一律按合同和默认口径计算。"
    evaluation.sheets[SETTINGS].api.Activate()
    return ""


def diagnose(live: LiveBook, as_of: datetime, progress: Progress) -> str:
    """诊断: put versions, paths and what is loaded into a new workbook, to be copied."""
    progress("收集版本和路径")
    rows = [(name, _said(ask)) for name, ask in _questions(live)]
    report = live.app.books.add()
    notes = [f"接诉即办 {REPORT}，{as_of:%Y-%m-%d %H:%M:%S}；可全选复制给维护人员"]
    write_table(LiveBook.of(report), Table(REPORT, notes, ("项目", "内容"), rows))
    return f"诊断结果在新工作簿「{report.name}」里，可以复制。"


def about(live: LiveBook, _: datetime, progress: Progress) -> str:
    """关于: the version, the licence, and what the tool stands on."""
    progress("查看版本")
    return "\n".join(
        [
            f"接诉即办 {_version('jsjb')}（MIT 许可）",
            "按安定镇12345接诉即办服务合同计算时限、季度得分和应付金额。",
            f"合同没有写明之处都列为口径，见考核评价工作簿的「{SETTINGS}」。",
            f"使用 xlwings {_version('xlwings')}（BSD 许可），{_program(live.app)}。",
        ]
    )


def _new_evaluation(live: LiveBook) -> Companion | None:
    folder = local_folder(live.book)
    asked = f"没有找到考核评价工作簿。要在 {folder} 新建一个吗？"
    if live.app.alert(asked, TITLE, buttons="yes_no") != "yes":
        return None
    made = template("evaluation", folder / TEMPLATES["evaluation"])
    return Companion(made.name, folder)


def _called(formula: Formula) -> str:
    names = ", ".join(f"[{a.name}]" if a.optional else a.name for a in formula.arguments)
    return f"={formula.name}({names})"


def _arguments(formula: Formula) -> str:
    return "；".join(f"{argument.name}：{argument.text}" for argument in formula.arguments)


def _questions(live: LiveBook) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what is asked of this installation; an answer that fails says so."""
    app = live.app
    yield "接诉即办", lambda: _version("jsjb")
    yield "xlwings", lambda: _version("xlwings")
    yield "Python", lambda: f"{platform.python_version()}，{platform.architecture()[0]}"
    yield "解释器", lambda: sys.executable
    yield "程序位置", lambda: Path(__file__).resolve().parents[2]
    yield "系统", _system
    yield "表格程序", lambda: _program(app)
    yield "加载项（选项卡）", lambda: _loaded(app)
    yield "工作表公式", lambda: "可用" if app.api.Evaluate(_PROBE) == _PROBED else "不可用"
    yield "当前工作簿", lambda: live.book.fullname
    yield "所在文件夹", lambda: folder_of(live.book) or "未保存，或在云端"
    yield "工作表", lambda: "、".join(live.sheets)
    yield "打开的工作簿", lambda: "、".join(book.name for book in app.books)


def _system() -> str:
    """Give the system's name and build; ``platform.platform`` would ask WMI, which can hang."""
    if sys.platform == "win32":
        return "Windows {0.major}.{0.minor}.{0.build}".format(sys.getwindowsversion())
    found = os.uname()
    return f"{found.sysname} {found.release}"


def _program(app: xw.App) -> str:
    version = str(app.version)
    return f"Excel {version}" if version[0].isdigit() else version


def _loaded(app: xw.App) -> str:
    try:
        return f"已加载：{app.books[ADDIN].fullname}"
    except KeyError:
        return "未加载"


def _said(ask: Callable[[], object]) -> str:
    try:
        return str(ask())
    except Exception as error:  # one answer that fails must not hide the others
        return f"查询失败：{type(error).__name__} {error}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "未安装"

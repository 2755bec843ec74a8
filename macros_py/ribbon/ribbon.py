"""The buttons of the tab 接诉即办: each function is called by Excel without arguments.

Here are the edges: which workbook is in front, what time it is, what the person is told. What a
button does stands in `macros_py.ribbon`.
"""

import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import xlwings as xw

from macros_py.clock import beijing_now
from macros_py.ribbon import evidence, help_, ledger, quarter, sign
from macros_py.rules.terms.errors import RuleError
from workbook.files.atomic import why
from workbook.live.book import LiveBook
from workbook.live.state import Progress, at_work
from workbook.values.refusals import WorkbookError
from workbook.values.text import masked

Action = Callable[[LiveBook, datetime, Progress], str]
TITLE = "接诉即办"


def recognise_columns() -> None:
    """识别列"""
    press("识别列", ledger.recognise)


def refresh_deadlines() -> None:
    """刷新时限"""
    press("刷新时限", ledger.refresh)


def todays_work() -> None:
    """今日待办"""
    press("今日待办", ledger.todays_work)


def check_ledger() -> None:
    """台账体检"""
    press("台账体检", ledger.check)


def show_evidence() -> None:
    """证据统计"""
    press("证据统计", evidence.show_evidence)


def score_quarter() -> None:
    """计算季度得分"""
    press("计算季度得分", quarter.score)


def make_settlement() -> None:
    """生成验收结算"""
    press("生成验收结算", quarter.settle)


def sign_off() -> None:
    """签认"""
    press("签认", sign.sign_off)


def verify() -> None:
    """核验"""
    press("核验", sign.verify)


def open_settings() -> None:
    """设置"""
    press("设置", help_.open_settings)


def diagnose() -> None:
    """诊断"""
    press("诊断", help_.diagnose)


def about() -> None:
    """关于"""
    press("关于", help_.about)


def press(name: str, action: Action) -> None:
    """Run an action on the workbook in front and end with one message, whatever happens."""
    book = xw.Book.caller()
    app = book.app
    message, mode = perform(book, name, action)
    if message:
        app.alert(message, TITLE, mode=mode)


def perform(
    book: xw.Book, name: str, action: Action, as_of: datetime | None = None
) -> tuple[str, str]:
    """Return an action's closing message and its kind; nothing that goes wrong comes through."""
    try:
        live = LiveBook.of(book)
        with at_work(live.app, name) as progress:
            return masked(action(live, as_of or beijing_now(), progress)), "info"
    except (RuleError, WorkbookError) as error:
        return masked(str(error)), "critical"
    except OSError as error:
        reason = why(error, "文件或文件夹不存在")
        return masked(f"文件无法读写：{error.filename or ''} {reason}"), "critical"
    except Exception as error:  # Excel has no console: the message is all that a person gets
        return _unexpected(name, error), "critical"


def _unexpected(name: str, error: Exception) -> str:
    if type(error).__name__ == "com_error":
        return (
            f"“{name}”没有做完：Excel 拒绝了其中一步。常见原因：正在编辑单元格，"
            "工作簿的结构受保护，或文件以只读方式打开。请处理后再点一次。"
        )
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    what = f"程序出错（{type(error).__name__}，{where}）"
    return f"“{name}”没有做完：{what}。请把“诊断”的结果发给维护人员。"

"""The buttons of the tab 接诉即办, pressed by the names of the catalogue.

Here are the edges: which workbook is in front, what time it is, what the person is told. What a
button does stands in `macros_py.ribbon`.
"""

import traceback
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import xlwings as xw

from macros_py.catalogue.buttons import BUTTONS, naming_buttons
from macros_py.clock import beijing_now
from macros_py.ribbon import desk, evidence, figures, help_, ledger, quarter, sign
from macros_py.ribbon.companions import TITLE, CancelledError
from macros_py.rules.terms.errors import RuleError
from workbook.files.atomic import why
from workbook.live.book import LiveBook
from workbook.live.state import Progress, at_work
from workbook.values.refusals import WorkbookError
from workbook.values.text import masked

Action = Callable[[LiveBook, datetime, Progress], str]

ACTIONS: Mapping[str, Action] = {
    "import_export": desk.import_export,
    "recognise_columns": ledger.recognise,
    "refresh_deadlines": ledger.refresh,
    "todays_work": ledger.todays_work,
    "urge_units": desk.urge,
    "check_ledger": ledger.check,
    "check_replies": desk.replies,
    "show_rates": figures.rates,
    "report": figures.report,
    "show_year": figures.year,
    "show_evidence": evidence.show_evidence,
    "register_candidates": evidence.register,
    "print_form": evidence.print_form,
    "score_quarter": quarter.score,
    "make_settlement": quarter.settle,
    "sign_off": sign.sign_off,
    "verify": sign.verify,
    "revoke": sign.revoke,
    "pay": sign.pay,
    "show_guide": help_.guide,
    "open_settings": help_.open_settings,
    "diagnose": help_.diagnose,
    "about": help_.about,
}
"""What each button of the catalogue does."""
_HOSTS = {"com_error": "Excel", "LibreOfficeError": "LibreOffice"}
_LABELS = {button.action: button.label for button in BUTTONS}


def press(name: str, front: xw.Book | None = None) -> None:
    """Do what a button does to the workbook in front, and end with one message."""
    book = front or xw.Book.caller()
    app = book.app
    message, mode = perform(book, _LABELS[name], ACTIONS[name])
    if message:
        app.alert(message, TITLE, mode=mode)


def perform(
    book: xw.Book, name: str, action: Action, as_of: datetime | None = None
) -> tuple[str, str]:
    """Return an action's closing message and its kind; nothing that goes wrong comes through.

    The message names the files that were used. "" when the person cancelled.
    """
    try:
        live = LiveBook.of(book)
        with at_work(live.app, name) as progress:
            message = action(live, as_of or beijing_now(), progress)
    except CancelledError:
        return "", "info"
    except (RuleError, WorkbookError) as error:
        return masked(naming_buttons(str(error))), "critical"
    except OSError as error:
        reason = why(error, "文件或文件夹不存在")
        return masked(f"文件无法读写：{error.filename or ''} {reason}"), "critical"
    except Exception as error:  # Excel has no console: the message is all that a person gets
        return _unexpected(name, error), "critical"
    if message and live.used:
        message = f"{message}\n所用文件：{'、'.join(live.used)}"
    return masked(naming_buttons(message)), "info"


def _unexpected(name: str, error: Exception) -> str:
    host = _HOSTS.get(type(error).__name__)
    if host:
        return (
            f"“{name}”没有做完：{host} 拒绝了其中一步。常见原因：正在编辑单元格，"
            "工作簿的结构受保护，或文件以只读方式打开。请处理后再点一次。"
        )
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    what = f"程序出错（{type(error).__name__}，{where}）"
    return f"“{name}”没有做完：{what}。请把“诊断”的结果发给维护人员。"

"""Excel in memory, behind xlwings' own engine interface: for tests of what runs on an open book.

The code under test uses ``xw.Book`` as it does in Excel. `Host` counts every call that would cross
into Excel and scripts what the user answers. What Excel or pywin32 would refuse raises `com_error`;
text that Excel would take for a formula, a number or a date is taken for one here too.
"""

import datetime as dt
import math
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import xlwings as xw
from xlwings import base_classes

from tests.xlwings_cells import VISIBLE, Workbook, Worksheet, com_error
from tests.xlwings_native import AppApi, BookApi, Calls, SheetApi, counted, noted
from tests.xlwings_ranges import Range, bounds


class Host(Calls):
    """One Excel that a test drives."""

    def open(self, path: Path) -> xw.Book:
        """Open a file, as the user does."""
        self.books.append(Workbook(path))
        return xw.Book(impl=Book(self, self.books[-1]))


@counted
class App(base_classes.App):
    def __init__(self, host: Host) -> None:
        self._host = host

    @property
    def engine(self) -> "Engine":
        return Engine(self._host)

    @property
    def api(self) -> AppApi:
        return AppApi(self._host)

    @property
    def pid(self) -> int:
        return 1

    @property
    def version(self) -> str:
        return "16.0"

    @property
    def books(self) -> "Books":
        return Books(self._host)

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: None) -> str:
        if not isinstance(prompt, str) or mode not in {None, "info", "critical"}:
            raise com_error("MessageBox")
        self._host.alerts.append(prompt)
        return str(self._host.answers.pop(0)) if buttons != "ok" else "ok"


def _state(name: str, allowed: Callable[[object], bool]) -> property:
    def get(self: App) -> object:
        return self._host.state[name]

    def put(self: App, value: object) -> None:
        if not allowed(value):
            raise com_error(f"{name} cannot be {value!r}")
        self._host.state[name] = value
        if name == "status_bar":
            self._host.progress.append(value)

    return property(noted(get, f"App.{name}"), noted(put, f"App.{name}="))


for _name in ("screen_updating", "display_alerts", "enable_events", "interactive"):
    setattr(App, _name, _state(_name, lambda value: isinstance(value, bool)))
App.calculation = _state("calculation", {"automatic", "manual", "semiautomatic"}.__contains__)
App.status_bar = _state("status_bar", lambda value: value is False or isinstance(value, str))


@counted
class Books(base_classes.Books):
    def __init__(self, host: Host) -> None:
        self._host = host

    @property
    def app(self) -> App:
        return App(self._host)

    @property
    def active(self) -> "Book":
        return Book(self._host, self._host.books[-1])

    def __call__(self, key: str | int) -> "Book":
        for number, data in enumerate(self._host.books, 1):
            if key == number or str(key).lower() == data.name.lower():
                return Book(self._host, data)
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self._host.books)

    def __iter__(self) -> Iterator["Book"]:
        return iter([Book(self._host, data) for data in self._host.books])

    def add(self) -> "Book":
        self._host.books.append(Workbook(None, name="工作簿1"))
        return Book(self._host, self._host.books[-1])

    def open(self, fullname: str, *_: object) -> "Book":
        if any(data.name == Path(fullname).name for data in self._host.books):
            raise com_error("a workbook of this name is open")
        self._host.books.append(Workbook(Path(fullname)))
        return Book(self._host, self._host.books[-1])


@counted
class Book(base_classes.Book):
    def __init__(self, host: Host, data: Workbook) -> None:
        self._host, self._data = host, data

    @property
    def api(self) -> BookApi:
        return BookApi(self._host, self._data)

    @property
    def name(self) -> str:
        return self._data.name

    @property
    def fullname(self) -> str:
        return str(self._data.path or self._data.name)

    @property
    def app(self) -> App:
        return App(self._host)

    @property
    def sheets(self) -> "Sheets":
        return Sheets(self._host, self._data)

    def close(self) -> None:
        self._host.books.remove(self._data)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        if path is not None or self._data.path is None:
            raise com_error("save as")
        self._data.write(self._data.path)
        self._data.saved = True


@counted
class Sheets(base_classes.Sheets):
    def __init__(self, host: Host, data: Workbook) -> None:
        self._host, self._data = host, data

    @property
    def active(self) -> "Sheet":
        return Sheet(self._host, self._data.sheets[self._data.active])

    def __call__(self, key: str | int) -> "Sheet":
        for number, data in enumerate(self._data.sheets, 1):
            if key == number or str(key).lower() == data.name.lower():
                return Sheet(self._host, data)
        raise com_error(f"no sheet {key}")

    def __len__(self) -> int:
        return len(self._data.sheets)

    def __iter__(self) -> Iterator["Sheet"]:
        return iter([Sheet(self._host, data) for data in self._data.sheets])

    def add(
        self, before: "Sheet | None" = None, after: "Sheet | None" = None, name: str | None = None
    ) -> "Sheet":
        data = Worksheet(self._data, f"Sheet{len(self._data.sheets) + 1}")
        if after and after._data.visible != VISIBLE:
            raise com_error("nothing is added beside a hidden sheet here")
        at = self._data.sheets.index(after._data) + 1 if after else 0
        self._data.sheets.insert(at, data)
        self._data.saved = False
        self._data.active = at
        sheet = Sheet(self._host, data)
        if name is not None:
            sheet._rename(name)
        return sheet


@counted
class Sheet(base_classes.Sheet):
    def __init__(self, host: Host, data: Worksheet) -> None:
        self._host, self._data = host, data

    @property
    def api(self) -> SheetApi:
        return SheetApi(self._host, self._data)

    @property
    def name(self) -> str:
        return self._data.name

    @name.setter
    def name(self, name: str) -> None:
        self._rename(name)

    def _rename(self, name: str) -> None:
        taken = {other.name.lower() for other in self._data.book.sheets} - {self._data.name.lower()}
        if not 1 <= len(name) <= 31 or set(name) & set(r":\/?*[]") or name.lower() in taken:
            raise com_error(f"no sheet can be called {name!r} here")
        self._data.name = name

    @property
    def book(self) -> Book:
        return Book(self._host, self._data.book)

    @property
    def visible(self) -> int:
        return self._data.visible

    @visible.setter
    def visible(self, value: int) -> None:
        self._data.visible = VISIBLE if value is True else value

    @property
    def index(self) -> int:
        return self._data.book.sheets.index(self._data) + 1

    def clear(self) -> None:
        for cells in (self._data.values, self._data.formulas, self._data.formats):
            cells.clear()
        self._data.styled.clear()
        self._data.bold.clear()
        self._data.rules.clear()
        self._data.drop_downs.clear()
        self._data.book.saved = False

    @property
    def used_range(self) -> "Range":
        return Range(self._host, self._data, self._data.used())

    def range(self, first: object, last: object = None) -> "Range":
        if isinstance(first, str) and last is None:
            if len(first) > 255:
                raise com_error("an address has at most 255 characters")
            areas = [bounds(part) for part in first.split(",")]
            return Range(self._host, self._data, *areas)
        if isinstance(first, tuple):
            end = last or first
            assert isinstance(end, tuple)
            return Range(self._host, self._data, (*first, *end))
        raise com_error(f"no range {first!r}")


class Apps(base_classes.Apps):
    def __init__(self, host: Host) -> None:
        self._host = host

    def keys(self) -> list[int]:
        return [1]

    def __iter__(self) -> Iterator[App]:
        return iter([App(self._host)])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, _: int) -> App:
        return App(self._host)


class Engine:
    """What ``xw.engines`` holds; values are prepared as pywin32 wants them."""

    name = "memory"
    type = "desktop"

    def __init__(self, host: Host) -> None:
        self.apps = Apps(host)

    @staticmethod
    def prepare_xl_data_element(value: object, _: object) -> object:
        if isinstance(value, dt.date):
            moment = (
                value if isinstance(value, dt.datetime) else dt.datetime(*value.timetuple()[:3])
            )
            return moment.replace(tzinfo=dt.UTC)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return ""
        return float(value) if isinstance(value, np.number) else value


def install(monkeypatch: pytest.MonkeyPatch) -> Host:
    """Register a host as xlwings' only engine, and let no misspelt attribute pass."""
    host = Host()
    engine = xw.Engine(impl=Engine(host))
    monkeypatch.setattr(xw.engines, "engines", [engine])
    monkeypatch.setattr(xw.engines, "engines_by_name", {engine.name: engine})
    monkeypatch.setattr(xw.engines, "active", engine)
    for cls in (xw.App, xw.Book, xw.Sheet, xw.Range):
        monkeypatch.setattr(cls, "__setattr__", _checked)
    return host


def _checked(self: object, name: str, value: object) -> None:
    if not name.startswith("_") and name != "impl" and not hasattr(type(self), name):
        raise AttributeError(f"{type(self).__name__} has no attribute {name}")
    object.__setattr__(self, name, value)

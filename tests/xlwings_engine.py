"""Excel in memory, behind xlwings' own engine interface: for tests of what runs on an open book.

The code under test uses ``xw.Book`` as it does in Excel. `Host` counts every call that would cross
into Excel and scripts what the user answers. What Excel or pywin32 would refuse raises `com_error`;
text that Excel would take for a formula, a number or a date is taken for one here too.
"""
# ruff: noqa: N802  native objects bear the names that COM gives them

import datetime as dt
import functools
import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
import xlwings as xw
from openpyxl.utils import get_column_letter
from xlwings import base_classes

from tests.xlwings_cells import (
    ERROR_CODES,
    MAX_COLUMN,
    MAX_ROW,
    VISIBLE,
    Workbook,
    Worksheet,
    com_error,
)


@dataclass
class Host:
    """One Excel: its calls, what the user was told, and what the user answers."""

    calls: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    progress: list[object] = field(default_factory=list)
    answers: list[object] = field(default_factory=list)
    books: list[Workbook] = field(default_factory=list)
    state: dict[str, object] = field(
        default_factory=lambda: {
            "screen_updating": True,
            "calculation": "automatic",
            "display_alerts": True,
            "enable_events": True,
            "status_bar": False,
        }
    )
    fails_at: str = ""
    """Name of a call that Excel refuses from now on."""

    def note(self, call: str) -> None:
        self.calls.append(call)
        if call == self.fails_at:
            raise com_error(call)

    def open(self, path: Path) -> xw.Book:
        """Open a file, as the user does."""
        self.books.append(Workbook(path))
        return xw.Book(impl=Book(self, self.books[-1]))


def counted(cls: type) -> type:
    """Note each public method and property of a class that stands for something in Excel."""
    for name, attribute in list(vars(cls).items()):
        if name.startswith("_") and name not in {"__call__", "__len__", "__iter__"}:
            continue
        label = f"{cls.__name__}.{name}"
        if isinstance(attribute, property):
            setter = attribute.fset and _noting(attribute.fset, f"{label}=")
            setattr(cls, name, property(_noting(attribute.fget, label), setter))
        elif callable(attribute):
            setattr(cls, name, _noting(attribute, label))
    return cls


def _noting(function: Callable[..., Any], label: str) -> Callable[..., Any]:
    @functools.wraps(function)
    def noting(self: Any, *arguments: Any, **options: Any) -> Any:
        self._host.note(label)
        return function(self, *arguments, **options)

    return noting


class _Strict:
    """A native object: what it does not have, it neither gives nor takes."""

    _host: Host

    def __setattr__(self, name: str, value: object) -> None:
        if not name.startswith("_") and not hasattr(type(self), name):
            raise com_error(f"{type(self).__name__} has no property {name}")
        object.__setattr__(self, name, value)


@counted
class AppApi(_Strict):
    def __init__(self, host: Host) -> None:
        self._host = host

    def InputBox(self, prompt: str, title: str, default: str) -> object:
        self._host.alerts.append(prompt)
        answer = self._host.answers.pop(0)
        return default if answer is None else answer

    def Evaluate(self, expression: str) -> object:
        return ERROR_CODES["#NAME?"]


@counted
class BookApi(_Strict):
    def __init__(self, host: Host, data: Workbook) -> None:
        self._host, self._data = host, data

    @property
    def Path(self) -> str:
        return str(self._data.path.parent) if self._data.path else ""

    @property
    def Saved(self) -> bool:
        return self._data.saved

    @property
    def Date1904(self) -> bool:
        return self._data.epoch.year == 1904

    def Activate(self) -> None:
        self._host.books.remove(self._data)
        self._host.books.append(self._data)

    def SaveCopyAs(self, path: str) -> None:
        if not isinstance(path, str):
            raise com_error("a path must be text")
        self._data.write(Path(path))


@counted
class CellsApi(_Strict):
    """All cells of a sheet, or one of them."""

    def __init__(self, host: Host, data: Worksheet, at: tuple[int, int] = (1, 1)) -> None:
        self._host, self._data, self._at = host, data, at

    def Find(self, *, What: str, LookIn: int, SearchOrder: int, SearchDirection: int) -> object:  # noqa: N803
        assert (What, LookIn, SearchDirection) == ("*", -4123, 2)
        if not self._data.values:
            return None
        at = max(self._data.values, key=lambda cell: cell if SearchOrder == 1 else cell[::-1])
        return CellsApi(self._host, self._data, at)

    @property
    def Row(self) -> int:
        return self._at[0]

    @property
    def Column(self) -> int:
        return self._at[1]


@counted
class SheetApi(_Strict):
    def __init__(self, host: Host, data: Worksheet) -> None:
        self._host, self._data = host, data

    @property
    def Cells(self) -> CellsApi:
        return CellsApi(self._host, self._data)

    def Activate(self) -> None:
        book = self._data.book
        if self._data.visible != VISIBLE or book is not self._host.books[-1]:
            raise com_error("only a visible sheet of the workbook in front can be shown")
        book.active = book.sheets.index(self._data)

    @property
    def ProtectContents(self) -> bool:
        return self._data.protected


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

    return property(_noting(get, f"App.{name}"), _noting(put, f"App.{name}="))


for _name in ("screen_updating", "display_alerts", "enable_events"):
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

    @property
    def index(self) -> int:
        return self._data.book.sheets.index(self._data) + 1

    def clear(self) -> None:
        for cells in (self._data.values, self._data.formulas, self._data.formats):
            cells.clear()
        self._data.styled.clear()
        self._data.bold.clear()
        self._data.rules.clear()
        self._data.book.saved = False

    @property
    def used_range(self) -> "Range":
        return Range(self._host, self._data, self._data.used())

    def range(self, first: object, last: object = None) -> "Range":
        if isinstance(first, str) and last is None:
            if len(first) > 255:
                raise com_error("an address has at most 255 characters")
            areas = [_bounds(part) for part in first.split(",")]
            return Range(self._host, self._data, *areas)
        if isinstance(first, tuple):
            end = last or first
            assert isinstance(end, tuple)
            return Range(self._host, self._data, (*first, *end))
        raise com_error(f"no range {first!r}")


def _bounds(address: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = openpyxl.utils.range_boundaries(address.replace("$", ""))
    return top, left, bottom, right


@counted
class Range(base_classes.Range):
    def __init__(self, host: Host, data: Worksheet, *areas: tuple[int, int, int, int]) -> None:
        self._host, self._data, self._areas = host, data, areas
        for top, left, bottom, right in areas:
            if not (1 <= top <= bottom <= MAX_ROW and 1 <= left <= right <= MAX_COLUMN):
                raise com_error(f"no such range: {areas}")

    def _cells(self) -> Iterator[tuple[int, int]]:
        for top, left, bottom, right in self._areas:
            yield from itertools.product(range(top, bottom + 1), range(left, right + 1))

    @property
    def api(self) -> _Strict:
        return _Strict()

    @property
    def address(self) -> str:
        top, left, bottom, right = self._areas[0]
        first, last = (f"${get_column_letter(c)}${r}" for r, c in ((top, left), (bottom, right)))
        return first if first == last else f"{first}:{last}"

    @property
    def row(self) -> int:
        return self._areas[0][0]

    @property
    def column(self) -> int:
        return self._areas[0][1]

    @property
    def shape(self) -> tuple[int, int]:
        top, left, bottom, right = self._areas[0]
        return bottom - top + 1, right - left + 1

    @property
    def raw_value(self) -> object:
        top, left, bottom, right = self._areas[0]
        if (top, left) == (bottom, right):
            return self._data.got((top, left))
        return tuple(
            tuple(self._data.got((row, column)) for column in range(left, right + 1))
            for row in range(top, bottom + 1)
        )

    @raw_value.setter
    def raw_value(self, rows: object) -> None:
        (area,) = self._areas
        if not isinstance(rows, list | tuple):
            for cell in self._cells():
                self._data.put(cell, rows)
            return
        top, left, bottom, right = area
        if len(rows) != bottom - top + 1 or {len(row) for row in rows} != {right - left + 1}:
            raise com_error("the values do not have the shape of the range")
        for row, values in enumerate(rows, top):
            for column, value in enumerate(values, left):
                self._data.put((row, column), value)

    @property
    def number_format(self) -> str | None:
        found = {self._data.formats.get(cell, "General") for cell in self._cells()}
        return found.pop() if len(found) == 1 else None

    @number_format.setter
    def number_format(self, code: str) -> None:
        if self._data.protected or not isinstance(code, str):
            raise com_error("number format")
        for cell in self._cells():
            self._data.formats[cell] = code
            self._data.styled.add(cell)
        self._data.book.saved = False

    @property
    def conditional_formats(self) -> "ConditionalFormats":
        return ConditionalFormats(self._host, self._data, self._areas)

    @property
    def font(self) -> "Font":
        return Font(self._host, self)

    @property
    def column_width(self) -> float:
        return self._data.widths.get(self._areas[0][1], 8.43)

    @column_width.setter
    def column_width(self, value: float) -> None:
        if not 0 <= value <= 255:
            raise com_error("column width")
        for _, left, _, right in self._areas:
            self._data.widths |= dict.fromkeys(range(left, right + 1), value)

    def autofit(self, axis: str | None = None) -> None:
        if axis not in {None, "c", "r", "columns", "rows"}:
            raise com_error("autofit")


@counted
class Font(base_classes.Font):
    def __init__(self, host: Host, cells: Range) -> None:
        self._host, self._owner = host, cells

    @property
    def bold(self) -> bool:
        return set(self._owner._cells()) <= self._owner._data.bold

    @bold.setter
    def bold(self, value: bool) -> None:
        self._owner._data.bold |= set(self._owner._cells())


@counted
class ConditionalFormats(base_classes.ConditionalFormats):
    def __init__(
        self, host: Host, data: Worksheet, areas: tuple[tuple[int, int, int, int], ...]
    ) -> None:
        self._host, self._data, self._areas = host, data, areas

    def add_cell_value(self, spec: dict[str, Any]) -> None:
        self._data.rules.insert(0, {"areas": self._areas, **spec})

    def add_custom(self, spec: dict[str, Any]) -> None:
        self._data.rules.insert(0, {"areas": self._areas, **spec})

    def clear(self) -> None:
        mine = set(self._areas)
        self._data.rules[:] = [rule for rule in self._data.rules if not mine & set(rule["areas"])]


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

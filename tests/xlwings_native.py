"""The calls into an in-memory Excel, and its native objects as far as they are used."""
# ruff: noqa: N802, N803  native objects bear the names that COM gives them

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from tests.xlwings_cells import ERROR_CODES, VISIBLE, Workbook, Worksheet, com_error


@dataclass
class Calls:
    """One Excel: the calls that cross into it, what it tells the user and what the user answers."""

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
            "interactive": True,
            "status_bar": False,
        }
    )
    fails_at: str = ""
    """Name of a call that Excel refuses from now on."""

    def note(self, call: str) -> None:
        self.calls.append(call)
        if call == self.fails_at:
            raise com_error(call)


def counted(cls: type) -> type:
    """Note each public method and property of a class that stands for something in Excel."""
    for name, attribute in list(vars(cls).items()):
        if name.startswith("_") and name not in {"__call__", "__len__", "__iter__"}:
            continue
        label = f"{cls.__name__}.{name}"
        if isinstance(attribute, property):
            setter = attribute.fset and noted(attribute.fset, f"{label}=")
            setattr(cls, name, property(noted(attribute.fget, label), setter))
        elif callable(attribute):
            setattr(cls, name, noted(attribute, label))
    return cls


def noted(function: Callable[..., Any], label: str) -> Callable[..., Any]:
    @functools.wraps(function)
    def noting(self: Any, *arguments: Any, **options: Any) -> Any:
        self._host.note(label)
        return function(self, *arguments, **options)

    return noting


class Strict:
    """A native object: what it does not have, it neither gives nor takes."""

    _host: Calls

    def __setattr__(self, name: str, value: object) -> None:
        if not name.startswith("_") and not hasattr(type(self), name):
            raise com_error(f"{type(self).__name__} has no property {name}")
        object.__setattr__(self, name, value)


@counted
class AppApi(Strict):
    def __init__(self, host: Calls) -> None:
        self._host = host

    def InputBox(self, prompt: str, title: str, default: str) -> object:
        self._host.alerts.append(prompt)
        answer = self._host.answers.pop(0)
        return default if answer is None else answer

    def Evaluate(self, expression: str) -> object:
        return ERROR_CODES["#NAME?"]


@counted
class BookApi(Strict):
    def __init__(self, host: Calls, data: Workbook) -> None:
        self._host, self._data = host, data

    @property
    def Path(self) -> str:
        if self._data not in self._host.books:
            raise com_error("the workbook is closed")
        return str(self._data.path.parent) if self._data.path else ""

    @property
    def ActiveSheet(self) -> "SheetApi":
        return SheetApi(self._host, self._data.sheets[self._data.active])

    @property
    def Saved(self) -> bool:
        return self._data.saved

    @property
    def Date1904(self) -> bool:
        return self._data.epoch.year == 1904

    def Activate(self) -> None:
        self._host.books.remove(self._data)
        self._host.books.append(self._data)

    def Windows(self, number: int) -> "Window":
        if number != 1:
            raise com_error("there is one window")
        return Window(self._host, self._data.sheets[self._data.active])

    def SaveCopyAs(self, path: str) -> None:
        if not isinstance(path, str):
            raise com_error("a path must be text")
        self._data.write(Path(path))


@counted
class Window(Strict):
    """The window's view of the sheet in front."""

    def __init__(self, host: Calls, data: Worksheet) -> None:
        self._host, self._data = host, data

    @property
    def FreezePanes(self) -> bool:
        return self._data.panes[2]

    @FreezePanes.setter
    def FreezePanes(self, value: bool) -> None:
        self._data.panes = (*self._data.panes[:2], value)

    @property
    def SplitColumn(self) -> int:
        return self._data.panes[0]

    @SplitColumn.setter
    def SplitColumn(self, value: int) -> None:
        self._data.panes = (value, *self._data.panes[1:])

    @property
    def SplitRow(self) -> int:
        return self._data.panes[1]

    @SplitRow.setter
    def SplitRow(self, value: int) -> None:
        self._data.panes = (self._data.panes[0], value, self._data.panes[2])

    @property
    def ScrollColumn(self) -> int:
        return self._data.scrolled[0]

    @ScrollColumn.setter
    def ScrollColumn(self, value: int) -> None:
        if self._data.panes[2] and value <= self._data.panes[0]:
            raise com_error("frozen columns are not scrolled to")
        self._data.scrolled = (value, self._data.scrolled[1])

    @property
    def ScrollRow(self) -> int:
        return self._data.scrolled[1]

    @ScrollRow.setter
    def ScrollRow(self, value: int) -> None:
        self._data.scrolled = (self._data.scrolled[0], value)


@counted
class PrintArea(Strict):
    """The name of what a sheet prints."""

    def __init__(self, host: Calls, data: Worksheet) -> None:
        self._host, self._data = host, data

    @property
    def Name(self) -> str:
        return f"{self._data.name}!Print_Area"

    @property
    def RefersTo(self) -> str:
        return self._data.printed

    @RefersTo.setter
    def RefersTo(self, value: str) -> None:
        self._data.printed = value


@counted
class CellsApi(Strict):
    """All cells of a sheet, or one of them."""

    def __init__(self, host: Calls, data: Worksheet, at: tuple[int, int] = (1, 1)) -> None:
        self._host, self._data, self._at = host, data, at

    def Find(self, *, What: str, LookIn: int, SearchOrder: int, SearchDirection: int) -> object:
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
class SheetApi(Strict):
    def __init__(self, host: Calls, data: Worksheet) -> None:
        self._host, self._data = host, data

    @property
    def Cells(self) -> CellsApi:
        return CellsApi(self._host, self._data)

    def Activate(self) -> None:
        if self._data.visible != VISIBLE:
            raise com_error("a hidden sheet cannot be shown")
        book = self._data.book
        self._host.books.remove(book)
        self._host.books.append(book)
        book.active = book.sheets.index(self._data)

    @property
    def ProtectContents(self) -> bool:
        return self._data.protected

    @property
    def Names(self) -> list[PrintArea]:
        return [PrintArea(self._host, self._data)] if self._data.printed else []

    @property
    def ListObjects(self) -> list["ListObject"]:
        return [ListObject(self._host, table) for table in self._data.tables]

    @property
    def AutoFilterMode(self) -> bool:
        return bool(self._data.filtered)

    @AutoFilterMode.setter
    def AutoFilterMode(self, value: bool) -> None:
        if value:
            raise com_error("AutoFilterMode can only be taken away")
        self._data.filtered = ""

    @property
    def FilterMode(self) -> bool:
        return self._data.hides_rows

    @property
    def AutoFilter(self) -> "Area":
        return Area(self._host, self._data.filtered)


@counted
class Area(Strict):
    """Something with a Range that has an Address."""

    def __init__(self, host: Calls, address: str) -> None:
        self._host, self._address = host, address

    @property
    def Range(self) -> "Area":
        return self

    @property
    def Address(self) -> str:
        return self._address


@counted
class ListObject(Strict):
    def __init__(self, host: Calls, data: list[str]) -> None:
        self._host, self._data = host, data

    @property
    def Range(self) -> Area:
        return Area(self._host, self._data[0])

    @property
    def ShowTotals(self) -> bool:
        return self._data[1] == "totals"

    def Resize(self, cells: "RangeApi") -> None:
        self._data[0] = cells.Address


@counted
class RangeApi(Strict):
    """A range of one area: ``cells`` names it, ``fill`` looks like its first column."""

    def __init__(self, host: Calls, data: Worksheet, area: tuple[int, int, int, int]) -> None:
        self._host, self._data, self._area = host, data, area

    @property
    def Address(self) -> str:
        top, left, bottom, right = self._area
        return f"${get_column_letter(left)}${top}:${get_column_letter(right)}${bottom}"

    def AutoFill(self, target: "RangeApi", kind: int) -> None:
        top, left, bottom, right = self._area
        wide_top, wide_left, wide_bottom, wide_right = target._area
        if kind != 3 or (top, left, bottom) != (wide_top, wide_left, wide_bottom) or right != left:
            raise com_error("AutoFill")
        for row in range(top, bottom + 1):
            for column in range(right + 1, wide_right + 1):
                for cells in (self._data.formats, self._data.looks):
                    cells.pop((row, column), None)
                    if (row, left) in cells:
                        cells[row, column] = cells[row, left]

    def AutoFilter(self) -> None:
        self._data.filtered = self.Address

    @property
    def MergeCells(self) -> bool | None:
        top, left, bottom, right = self._area
        touched = [
            merge
            for merge in self._data.merged
            if merge[0] <= bottom and merge[2] >= top and merge[1] <= right and merge[3] >= left
        ]
        whole = any(m[:2] <= (top, left) and m[2:] >= (bottom, right) for m in touched)
        return True if whole else None if touched else False

    @property
    def Validation(self) -> "Validation":
        return Validation(self._host, self._data.drop_downs, self.Address)


@counted
class Validation(Strict):
    """The rule of a range: here only a list to choose from."""

    def __init__(self, host: Calls, rules: dict[str, list[object]], address: str) -> None:
        self._host, self._rules, self._address = host, rules, address

    def Delete(self) -> None:
        self._rules.pop(self._address, None)

    def Add(self, kind: int, style: int, operator: int, listed: str) -> None:
        if self._address in self._rules or (kind, style, operator) != (3, 1, 1):
            raise com_error("Validation.Add")
        if len(listed) > 255:
            raise com_error("a list has at most 255 characters")
        self._rules[self._address] = [listed, True]

    @property
    def ShowError(self) -> bool:
        return bool(self._rules[self._address][1])

    @ShowError.setter
    def ShowError(self, value: bool) -> None:
        self._rules[self._address][1] = value

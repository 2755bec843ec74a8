"""xlwings' engine for LibreOffice: the buttons run on it as they run in Excel.

`install` makes it xlwings' only engine. What a person is told and asked shows as dialogs there.
"""
# ruff: noqa: N802, D101, D102  the classes are xlwings' interface and Excel's native names

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import xlwings as xw
from xlwings import base_classes

from workbook.live.uno_ranges import Range, area_of, cell_area
from workbook.live.uno_remote import Office, Remote, properties

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
}
_CALC = "com.sun.star.sheet.SpreadsheetDocument"
_NEW = "private:factory/scalc"
_EVERYTHING = 1023


class Host:
    """A running LibreOffice, and the state that Excel keeps and it has no word for."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.status: object = False
        self.keeper: Remote | None = None

    def documents(self) -> Iterator[Remote]:
        """Yield the spreadsheets that are open."""
        found = self.office.desktop.Components.createEnumeration()
        while found.hasMoreElements():
            document = found.nextElement()
            if document.supportsService(_CALC) and document.URL + document.Title != _KEEPER:
                yield document

    def alert(self, prompt: str, title: str, mode: str | None, buttons: str) -> str:
        """Show a message; "ok", "yes" or "no"."""
        return str(self.office.ask("alert", prompt, title, mode, buttons))

    def ask(self, prompt: str, title: str, default: str) -> object:
        """Ask for a line of text; False when cancelled, as in Excel."""
        answer = self.office.ask("ask", prompt, title, default)
        return False if answer is None else answer

    def show_status(self, text: object) -> None:
        """Show a step in the status bar, or take it away."""
        self.status = text
        self.office.ask("status", text if isinstance(text, str) else "")


_KEEPER = "接诉即办"


class Engine:
    """What ``xw.engines`` holds."""

    name = "libreoffice"
    type = "desktop"

    def __init__(self, host: Host) -> None:
        self.apps = Apps(host)

    @staticmethod
    def prepare_xl_data_element(value: object, _: object) -> object:
        return value


def install(host: Host) -> None:
    """Make a LibreOffice what ``xw.Book`` and ``xw.apps`` speak to."""
    engine = xw.Engine(impl=Engine(host))
    xw.engines.engines = [engine]
    xw.engines.engines_by_name = {engine.name: engine}
    setattr(xw.engines, "active", engine)  # noqa: B010  (its type says None)


class Apps(base_classes.Apps):
    def __init__(self, host: Host) -> None:
        self._host = host

    def keys(self) -> list[int]:
        return [1]

    def __iter__(self) -> Iterator["App"]:
        return iter([App(self._host)])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, _: int) -> "App":
        return App(self._host)


class App(base_classes.App):
    def __init__(self, host: Host) -> None:
        self._host = host

    @property
    def engine(self) -> Engine:
        return Engine(self._host)

    @property
    def api(self) -> SimpleNamespace:
        return SimpleNamespace(InputBox=self._host.ask, Evaluate=self._evaluate)

    def _evaluate(self, formula: str) -> object:
        name, _, rest = formula.removeprefix("=").partition("(")
        access = self._host.office.service("com.sun.star.sheet.FunctionAccess")
        found = access.callFunction(name, [float(rest.rstrip(")"))])
        return found[0][0] if isinstance(found, tuple) else found

    @property
    def pid(self) -> int:
        return 1

    @property
    def version(self) -> str:
        provider = self._host.office.service("com.sun.star.configuration.ConfigurationProvider")
        access = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess",
            properties(nodepath="/org.openoffice.Setup/Product"),
        )
        return f"LibreOffice {access.getByName('ooSetupVersionAboutBox')}"

    @property
    def books(self) -> "Books":
        return Books(self._host)

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: object) -> str:  # noqa: ARG002
        return self._host.alert(prompt, title, mode, buttons)

    @property
    def calculation(self) -> str:
        documents = list(self._host.documents())
        automatic = all(document.isAutomaticCalculationEnabled() for document in documents)
        return "automatic" if automatic else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        for document in self._host.documents():
            document.enableAutomaticCalculation(value == "automatic")

    @property
    def status_bar(self) -> object:
        return self._host.status

    @status_bar.setter
    def status_bar(self, value: object) -> None:
        self._host.show_status(value)


for _name in ("screen_updating", "enable_events", "display_alerts", "interactive"):
    setattr(App, _name, property(lambda _: True, lambda _, __: None))


class Books(base_classes.Books):
    def __init__(self, host: Host) -> None:
        self._host = host

    @property
    def app(self) -> App:
        return App(self._host)

    @property
    def active(self) -> "Book":
        return Book(self._host, self._host.office.desktop.getCurrentComponent())

    def __call__(self, key: str | int) -> "Book":
        for number, book in enumerate(self, 1):
            if key == number or str(key).lower() == book.name.lower():
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return len(list(self._host.documents()))

    def __iter__(self) -> Iterator["Book"]:
        return iter([Book(self._host, document) for document in self._host.documents()])

    def add(self) -> "Book":
        return self._loaded(_NEW)

    def open(self, fullname: str, *_: object) -> "Book":
        return self._loaded(self._host.office.url(fullname))

    def _loaded(self, url: str) -> "Book":
        document = self._host.office.desktop.loadComponentFromURL(url, "_blank", 0, [])
        if self._host.keeper is not None:
            self._host.keeper.close(True)
            self._host.keeper = None
        return Book(self._host, document)


class Book(base_classes.Book):
    def __init__(self, host: Host, document: Remote) -> None:
        self._host, self._document = host, document

    @property
    def name(self) -> str:
        path = self._path()
        return path.name if path else str(self._document.Title)

    @property
    def fullname(self) -> str:
        return str(self._path() or self.name)

    @property
    def app(self) -> App:
        return App(self._host)

    @property
    def sheets(self) -> "Sheets":
        return Sheets(self._host, self._document)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        assert path is password is None
        self._document.store()

    def close(self) -> None:
        if len(Books(self._host)) == 1:  # without any document the program would end
            hidden = properties(Hidden=True)
            desktop = self._host.office.desktop
            self._host.keeper = desktop.loadComponentFromURL(_NEW, "_blank", 0, hidden)
            self._host.keeper.Title = _KEEPER
        self._document.close(True)

    @property
    def api(self) -> SimpleNamespace:
        """Excel's own names. What only loading changed (a recalculation) is no unsaved change."""
        path, document = self._path(), self._document
        return SimpleNamespace(
            Path=str(path.parent) if path else document.URL.rpartition("/")[0],
            Date1904=document.NullDate.Year == 1904,
            Saved=not (document.isModified() and document.UndoManager.isUndoPossible()),
            SaveCopyAs=self._save_copy,
            Activate=document.CurrentController.Frame.activate,
            Windows=lambda _: Window(document.CurrentController),
            ActiveSheet=Sheet(self._host, document, document.CurrentController.ActiveSheet).api,
        )

    def _path(self) -> Path | None:
        found = self._host.office.path(self._document.URL)
        return Path(found) if found else None

    def _save_copy(self, path: str) -> None:
        suffix = Path(path).suffix.lower()
        kind = properties(FilterName=_FILTERS.get(suffix, _FILTERS[".xlsx"]))
        self._document.storeToURL(self._host.office.url(path), kind)


class Window:
    """What of Excel's own window object the tool asks for, on the sheet in front."""

    def __init__(self, controller: Remote) -> None:
        self._controller = controller
        self._split = [0, 0]

    @property
    def FreezePanes(self) -> bool:
        return bool(self._controller.hasFrozenPanes())

    @FreezePanes.setter
    def FreezePanes(self, value: bool) -> None:
        assert value
        self._controller.freezeAtPosition(*self._split)

    @property
    def SplitColumn(self) -> int:
        return int(self._controller.getSplitColumn())

    @SplitColumn.setter
    def SplitColumn(self, value: int) -> None:
        self._split[0] = value

    @property
    def SplitRow(self) -> int:
        return int(self._controller.getSplitRow())

    @SplitRow.setter
    def SplitRow(self, value: int) -> None:
        self._split[1] = value

    def _scroll(self, name: str, value: int) -> None:
        pane = self._controller.getByIndex(self._controller.Count - 1)
        setattr(pane, name, value - 1)

    ScrollColumn = property(None, lambda self, value: self._scroll("FirstVisibleColumn", value))
    ScrollRow = property(None, lambda self, value: self._scroll("FirstVisibleRow", value))


class Sheets(base_classes.Sheets):
    def __init__(self, host: Host, document: Remote) -> None:
        self._host, self._document = host, document

    @property
    def active(self) -> "Sheet":
        return self._sheet(self._document.CurrentController.ActiveSheet)

    def __call__(self, key: str | int) -> "Sheet":
        sheets = self._document.Sheets
        found = sheets.getByIndex(key - 1) if isinstance(key, int) else sheets.getByName(key)
        return self._sheet(found)

    def __len__(self) -> int:
        return int(self._document.Sheets.Count)

    def __iter__(self) -> Iterator["Sheet"]:
        return iter([self(number) for number in range(1, len(self) + 1)])

    def add(
        self, before: "Sheet | None" = None, after: "Sheet | None" = None, name: str | None = None
    ) -> "Sheet":
        assert before is None
        taken = set(self._document.Sheets.ElementNames)
        name = name or next(n for k in range(1, 9999) if (n := f"Sheet{k}") not in taken)
        self._document.Sheets.insertNewByName(name, after.index if after else 0)
        made = self(name)
        made.api.Activate()
        return made

    def _sheet(self, found: Remote) -> "Sheet":
        return Sheet(self._host, self._document, found)


class Sheet(base_classes.Sheet):
    def __init__(self, host: Host, document: Remote, sheet: Remote) -> None:
        self._host, self._document, self._sheet = host, document, sheet

    @property
    def name(self) -> str:
        return str(self._sheet.Name)

    @name.setter
    def name(self, value: str) -> None:
        self._sheet.Name = value

    @property
    def book(self) -> Book:
        return Book(self._host, self._document)

    @property
    def visible(self) -> bool:
        return bool(self._sheet.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self._sheet.IsVisible = value

    @property
    def index(self) -> int:
        return int(self._sheet.RangeAddress.Sheet) + 1

    @property
    def api(self) -> "SheetApi":
        return SheetApi(self._document, self._sheet)

    def clear(self) -> None:
        self._sheet.clearContents(_EVERYTHING)
        formats = self._sheet.ConditionalFormats
        for each in formats.ConditionalFormats:
            formats.removeByID(each.ID)

    @property
    def used_range(self) -> Range:
        cursor = self._sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        return Range(self._document, self._sheet, (1, 1, end.EndRow + 1, end.EndColumn + 1))

    def range(self, first: Any, last: Any = None) -> Range:
        if isinstance(first, str):
            areas = [cell_area(self._sheet, part) for part in first.split(",")]
            return Range(self._document, self._sheet, *areas)
        return Range(self._document, self._sheet, (*first, *(last or first)))


class SheetApi:
    """What of Excel's own sheet object the tool asks for."""

    def __init__(self, document: Remote, sheet: Remote) -> None:
        self._document, self._sheet = document, sheet

    ListObjects: tuple[object, ...] = ()

    @property
    def ProtectContents(self) -> bool:
        return bool(self._sheet.isProtected())

    def Activate(self) -> None:
        self._document.CurrentController.setActiveSheet(self._sheet)

    @property
    def Names(self) -> tuple["Printed", ...]:
        """The sheet's own names: what it prints, where it does not print everything."""
        return (Printed(self._document, self._sheet),) if self._sheet.getPrintAreas() else ()

    @property
    def _filter(self) -> Remote | None:
        ranges = self._document.getPropertyValue("UnnamedDatabaseRanges")
        number = self._sheet.RangeAddress.Sheet
        if not ranges.hasByTable(number):
            return None
        found: Remote = ranges.getByTable(number)
        return found if found.AutoFilter else None

    @property
    def AutoFilterMode(self) -> bool:
        return self._filter is not None

    @AutoFilterMode.setter
    def AutoFilterMode(self, value: bool) -> None:
        found = self._filter
        if found is not None:
            found.AutoFilter = value

    @property
    def FilterMode(self) -> bool:
        found = self._filter
        return found is not None and bool(found.getFilterDescriptor().FilterFields)

    @property
    def AutoFilter(self) -> SimpleNamespace:
        assert self._filter is not None
        found = Range(self._document, self._sheet, area_of(self._filter.DataArea))
        return SimpleNamespace(Range=SimpleNamespace(Address=found.address))


class Printed:
    """Excel's name for the areas that a sheet prints."""

    def __init__(self, document: Remote, sheet: Remote) -> None:
        self._document, self._sheet = document, sheet

    @property
    def Name(self) -> str:
        return f"{self._sheet.Name}!Print_Area"

    @property
    def RefersTo(self) -> str:
        areas = map(area_of, self._sheet.getPrintAreas())
        return "=" + ",".join(Range(self._document, self._sheet, area).address for area in areas)

    @RefersTo.setter
    def RefersTo(self, value: str) -> None:
        places = value.removeprefix("=").replace("$", "").split(",")
        self._sheet.setPrintAreas(
            [self._sheet.getCellRangeByName(place).RangeAddress for place in places]
        )

# ruff: noqa: N802  (Excel names its properties so)
"""Excel's side of the add-in on Windows, without Excel: run there, by the installed Python.

python far_side.py INTERPRETER QUESTIONS.json ANSWERS.json FOLDER

xlwings' own DLL starts Python by the add-in's command line. Formulas are called as the add-in's VBA
calls them, buttons as its ribbon does: the workbook in front and all that a button asks of it are
COM objects of this process.
"""

import contextlib
import ctypes
import datetime as dt
import inspect
import json
import os
import sys
from pathlib import Path

import pythoncom
import pywintypes
import win32com.client
import win32com.server.util
import winerror
from win32com.server import policy
from win32com.server.exception import COMException

FUNCTIONS = "macros_py.formulas.functions"
LEFT_OUT = win32com.client.VARIANT(pythoncom.VT_ERROR, winerror.DISP_E_PARAMNOTFOUND)
EPOCH = dt.datetime(1899, 12, 30, tzinfo=dt.UTC)
KINDS = {
    "Range": "{00020846-0000-0000-C000-000000000046}",
    "_Workbook": "{000208DA-0000-0000-C000-000000000046}",
    "_Application": "{000208D5-0000-0000-C000-000000000046}",
    "_Worksheet": "{000208D8-0000-0000-C000-000000000046}",
    "Any": "{000208F0-0000-0000-C000-000000000046}",
}
"""Interfaces of Excel's type library: xlwings asks what an object is before it takes it."""


TYPES = {}
"""Each of them as the type library has it."""


class Variant(ctypes.Structure):
    _fields_ = (
        ("kind", ctypes.c_ushort),
        ("reserved", ctypes.c_ushort * 3),
        ("pointer", ctypes.c_void_p),
        ("second", ctypes.c_void_p),
    )


class Guid(ctypes.Structure):
    _fields_ = (
        ("a", ctypes.c_ulong),
        ("b", ctypes.c_ushort),
        ("c", ctypes.c_ushort),
        ("d", ctypes.c_ubyte * 8),
    )


class Loader:
    """xlwings' DLL, as the add-in's VBA declares it."""

    def __init__(self, interpreter):
        self.command = f'"{interpreter}" -I -B -c "import xlwings; xlwings.serve(\'$(CLSID)\')"'
        (path,) = Path(interpreter).parent.glob("xlwings64-*.dll")
        self._activate = ctypes.WinDLL(str(path)).XLPyDLLActivateAuto
        self._activate.argtypes = [ctypes.POINTER(Variant), ctypes.c_char_p, ctypes.c_long]
        self._activate.restype = ctypes.c_long

    def start(self):
        """Give the COM object of the Python that was started."""
        found = Variant()
        code = self._activate(ctypes.byref(found), self.command.encode("mbcs"), 1)
        if code:
            raise OSError(ctypes.wstring_at(found.pointer) if found.kind == 8 else code)
        take = ctypes.PyDLL(pythoncom.__file__).PyCom_PyObjectFromIUnknown
        take.restype = ctypes.py_object
        wanted = Guid()
        dispatch = "{00020400-0000-0000-C000-000000000046}"
        ctypes.oledll.ole32.CLSIDFromString(dispatch, ctypes.byref(wanted))
        return win32com.client.dynamic.Dispatch(
            take(ctypes.c_void_p(found.pointer), ctypes.byref(wanted), True)
        )

    def stop(self):
        return self._activate(ctypes.byref(Variant()), self.command.encode("mbcs"), -1)


def type_library(path):
    """Write names and interface numbers as a type library, and give each by its name."""
    library = pythoncom.CreateTypeLib2(pythoncom.SYS_WIN32, str(path))
    library.SetName("Excel")
    library.SetGuid(pywintypes.IID("{00020813-0000-0000-C000-000000000099}"))
    for name, number in KINDS.items():
        kind = library.CreateTypeInfo(name, pythoncom.TKIND_DISPATCH)
        kind.SetGuid(pywintypes.IID(number))
        kind.LayOut()
    library.SaveAllChanges()
    read = pythoncom.LoadTypeLib(str(path))
    each = range(read.GetTypeInfoCount())
    return {read.GetDocumentation(i)[0]: read.GetTypeInfo(i) for i in each}


class Policy(policy.BasicWrapPolicy):
    """Attributes of a Python object by their names, whatever their case, as Excel has them."""

    def _wrap_(self, found):
        super()._wrap_(found)
        self.numbers, self.names = {}, {}

    def _getdispid_(self, name, _):
        key = name.lower()
        if key not in self.numbers:
            found = [each for each in dir(self._obj_) if each.lower() == key]
            if not found:
                raise COMException(scode=winerror.DISP_E_UNKNOWNNAME)
            self.numbers[key] = len(self.numbers) + 100
            self.names[self.numbers[key]] = found[0]
        return self.numbers[key]

    def _invokeex_(self, number, _, flags, given, __, ___):
        if number == pythoncom.DISPID_VALUE:
            return wrapped(self._obj_(*given))
        if number == pythoncom.DISPID_NEWENUM:
            return win32com.server.util.NewEnum([wrapped(each) for each in self._obj_])
        name = self.names[number]
        if flags & (pythoncom.DISPATCH_PROPERTYPUT | pythoncom.DISPATCH_PROPERTYPUTREF):
            setattr(self._obj_, name, given[-1])
            return None
        found = getattr(self._obj_, name)
        if flags == pythoncom.DISPATCH_PROPERTYGET and inspect.ismethod(found):
            raise COMException(scode=winerror.DISP_E_MEMBERNOTFOUND)  # it is to be called
        return wrapped(found(*given) if callable(found) and not isinstance(found, Held) else found)

    def _GetTypeInfoCount_(self):
        return 1

    def _GetTypeInfo_(self, *_):
        return 0, TYPES[self._obj_.KIND]


class Held:
    """What Excel would hold."""

    KIND = "Any"


def wrapped(found):
    """Give an object of Excel's to the other side; anything else goes as it is."""
    if isinstance(found, Held):
        return win32com.server.util.wrap(found, usePolicy=Policy)
    return found


class Many(Held):
    def __init__(self, held):
        self.held = held
        self.Count = len(held)

    def __iter__(self):
        return iter(self.held)

    def __call__(self, key):
        if isinstance(key, int):
            return self.held[key - 1]
        return next(each for each in self.held if each.Name == key)


class Area(Held):
    KIND = "Range"

    def __init__(self, rows, sheet):
        self._rows, self.Worksheet, self.Row, self.Column = rows, sheet, 1, 1

    @property
    def Value(self):
        one = len(self._rows) == len(self._rows[0]) == 1
        return self._rows[0][0] if one else [list(row) for row in self._rows]

    @property
    def Rows(self):
        return Many(self._rows)

    @property
    def Columns(self):
        return Many(self._rows[0])


class Sheet(Held):
    KIND = "_Worksheet"

    def __init__(self, name, book):
        self.Name, self.Visible, self.Parent = name, -1, book


class Book(Held):
    KIND = "_Workbook"

    def __init__(self, folder, name):
        self.Name, self.Path, self.FullName = name, folder, f"{folder}\\{name}"
        self.Date1904, self.Saved = False, True
        self.Worksheets = self.Sheets = Many([Sheet("案件台账", self)])


class Application(Held):
    KIND = "_Application"

    def __init__(self, book):
        self.Version, self.Workbooks = "16.0", Many([book])
        self.Hwnd = ctypes.windll.user32.GetDesktopWindow()
        self.ScreenUpdating = self.EnableEvents = self.DisplayAlerts = self.Interactive = True
        self.Calculation, self.StatusBar = -4105, False
        self.asked = []
        book.Application = self

    def InputBox(self, prompt, *_):
        self.asked.append(prompt)
        return "1"

    def state(self):
        """What a button holds still and must put back."""
        held = (self.ScreenUpdating, self.EnableEvents, self.DisplayAlerts, self.Interactive)
        return [*held, self.Calculation, self.StatusBar]


def plain(found):
    """Give what came back over COM as JSON takes it: dates as serial numbers, rows as lists."""
    if isinstance(found, tuple | list):
        return [plain(each) for each in found]
    if isinstance(found, dt.datetime):
        passed = found.replace(tzinfo=dt.UTC) - EPOCH
        return passed.days + passed.seconds / 86400
    return found


def argument(given, sheet):
    """A cell is handed over as its value, a range as Excel's object."""
    if given is None:
        return LEFT_OUT
    return wrapped(Area(given, sheet)) if isinstance(given, list) else given


def press(python, book, action):
    """Do what a button does to the workbook in front; give its closing message and its kind."""
    module = python.Module("xlwings._xlwindows")
    python.SetAttr(module, "BOOK_CALLER", wrapped(book))
    out = Path(book.Path, "said.json")
    python.Exec(
        "import json, pathlib, xlwings as xw, macros_py.ribbon.ribbon as r; "
        f"said = r.perform(xw.Book.caller(), '{action}', r.ACTIONS['{action}']); "
        f"pathlib.Path({str(out)!r}).write_text(json.dumps(said))"
    )
    return json.loads(out.read_text())


def main(interpreter, questions, answers, folder):
    pythoncom.CoInitialize()
    TYPES.update(type_library(Path(folder, "stand_in.tlb")))
    asked = json.loads(Path(questions).read_text("utf-8"))
    loader = Loader(interpreter)
    python = loader.start()
    book = Book(folder, "案件台账.xlsx")
    application = Application(book)
    sheet = book.Worksheets(1)
    caller = wrapped(Area([[None]], sheet))
    before = application.state()
    found = {"formulas": [], "buttons": {}}
    for number, (name, given) in enumerate(asked["formulas"]):
        if number == asked.get("killed"):
            with contextlib.suppress(pythoncom.com_error):
                python.Exec("import os; os._exit(9)")
            python = loader.start()  # the add-in's VBA does so at each call
        cells = tuple(argument(each, sheet) for each in given)
        answer = python.CallUDF(FUNCTIONS, name, cells, wrapped(book), caller)
        found["formulas"].append(plain(answer))
    for action in asked.get("buttons", []):
        found["buttons"][action] = press(python, book, action)
    found["asked"], found["put_back"] = application.asked, application.state() == before
    found["stopped"] = loader.stop()
    Path(answers).write_text(json.dumps(found), "utf-8")
    sys.stdout.flush()
    os._exit(0)  # pythoncom's own end hangs under Wine


if __name__ == "__main__":
    main(*sys.argv[1:])

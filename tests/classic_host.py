"""The Windows side of xlwings, on any system: its real modules, with pywin32 stubbed at its edge.

`classic_host` imports xlwings anew as if on Windows, so that ``xlwings.udfs`` and
``xlwings._xlwindows`` are the ones that run in Excel. A `ComRange` is a range as they see it.
"""
# ruff: noqa: N802  native objects bear the names that COM gives them

import ctypes
import datetime as dt
import importlib
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

RANGE = "{00020846-0000-0000-C000-000000000046}"
MISSING = -2147352572
"""What VBA hands over for an optional argument that was left out."""


class ComTime(dt.datetime):
    """A date as pywin32 gives it: with a time zone."""

    @classmethod
    def at(cls, *parts: int) -> "ComTime":
        return cls(*parts, tzinfo=dt.UTC)


class _TypeAttr:
    iid = RANGE


class _TypeInfo:
    @staticmethod
    def GetTypeAttr() -> _TypeAttr:
        return _TypeAttr()


class _OleObject:
    @staticmethod
    def GetTypeInfo() -> _TypeInfo:
        return _TypeInfo()


class ComRange:
    """A range's Value as COM gives it: one cell bare, several as a tuple of rows."""

    _oleobj_ = _OleObject()
    Row = Column = 1
    Worksheet = types.SimpleNamespace(
        Parent=types.SimpleNamespace(Application=types.SimpleNamespace(Hwnd=1))
    )

    def __init__(self, *rows: tuple[object, ...]) -> None:
        self.Value = rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows
        self.Rows = types.SimpleNamespace(Count=len(rows))
        self.Columns = types.SimpleNamespace(Count=len(rows[0]))


def column(*cells: object) -> ComRange:
    return ComRange(*((cell,) for cell in cells))


@dataclass(frozen=True)
class Host:
    udfs: types.ModuleType
    functions: types.ModuleType

    def call(self, name: str, *arguments: object) -> object:
        """Call a formula as the generated VBA does: omitted arguments arrive as MISSING."""
        known = getattr(self.functions, name).__xlfunc__["args"]
        given = (*arguments, *[MISSING] * (len(known) - len(arguments)))
        return self.udfs.call_udf(
            "macros_py.formulas.functions", name, given, None, ComRange((None,))
        )

    def shown(self, name: str, *arguments: object) -> object:
        """The same, as a cell shows it: dates naive, one cell bare."""
        rows = [[_naive(cell) for cell in row] for row in self.call(name, *arguments)]
        return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows


def _naive(cell: object) -> object:
    return cell.replace(tzinfo=None) if isinstance(cell, dt.datetime) else cell


@contextmanager
def classic_host() -> Iterator[Host]:
    """Import xlwings and our functions as on Windows, and put everything back afterwards."""
    for name in ("pandas", "numpy", "asyncio", "concurrent.futures", "macros_py.inputs.in_force"):
        importlib.import_module(name)  # not to be imported as if on Windows
    kept = {name: module for name, module in sys.modules.items() if _is_ours(name)}
    for name in kept:
        del sys.modules[name]
    stubs = _stubs()
    sys.modules |= stubs
    platform, sys.platform = sys.platform, "win32"
    edges = {name: getattr(ctypes, name, None) for name in ("windll", "oledll", "PyDLL")}
    ctypes.windll = ctypes.oledll = _Library()
    ctypes.PyDLL = lambda _path: _Library()
    try:
        importlib.import_module("xlwings")
        sys.platform = platform
        udfs = importlib.import_module("xlwings.udfs")
        yield Host(udfs, importlib.import_module("macros_py.formulas.functions"))
    finally:
        sys.platform = platform
        for name, edge in edges.items():
            if edge is None:
                delattr(ctypes, name)
            else:
                setattr(ctypes, name, edge)
        for name in [name for name in sys.modules if _is_ours(name) or name in stubs]:
            del sys.modules[name]
        sys.modules |= kept


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] == "xlwings" or name == "macros_py.formulas.functions"


class _Library:
    """A DLL whose functions do nothing."""

    def __getattr__(self, name: str) -> object:
        library = _Library()
        setattr(self, name, library)
        return library

    def __call__(self, *_: object) -> int:
        return 0


def _stubs() -> dict[str, types.ModuleType]:
    class ComError(Exception):
        hresult = 0

    utc = types.SimpleNamespace(utc=lambda: dt.UTC)
    client = {
        "CDispatch": type("CDispatch", (), {}),
        "CoClassBaseClass": type("CoClassBaseClass", (), {}),
        "DispatchBaseClass": type("DispatchBaseClass", (), {}),
        "Dispatch": lambda disp: disp,
        "DispatchEx": lambda _: None,
        "gencache": types.SimpleNamespace(EnsureModule=lambda *_, **__: None),
    }
    wanted: dict[str, dict[str, object]] = {
        "pywintypes": {
            "com_error": ComError,
            "error": OSError,
            "TimeType": ComTime,
            "IID": lambda text: text,
        },
        "pythoncom": {
            "CoInitialize": lambda: None,
            "ole_error": ComError,
            "IID_IDispatch": "",
            "TypeIIDs": {"": type("PyIDispatch", (), {})},
            "__file__": "pythoncom.dll",
        },
        "win32api": {},
        "win32con": {},
        "win32gui": {"GetTopWindow": lambda _: 0},
        "win32process": {"GetWindowThreadProcessId": lambda _: (1, 1)},
        "win32event": {},
        "win32timezone": {"TimeZoneInfo": utc},
        "win32com": {},
        "win32com.client": client,
        "win32com.server": {},
        "win32com.server.dispatcher": {"DispatcherBase": object},
        "win32com.server.policy": {"DefaultPolicy": object},
        "win32com.server.util": {},
    }
    modules = {}
    for name, attributes in wanted.items():
        module = types.ModuleType(name)
        vars(module).update(attributes)
        modules[name] = module
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(modules[parent], child, module)
    return modules

"""The VBA side of the worksheet formulas, written by xlwings' own generator.

xlwings decorates functions and writes wrappers only where pywin32 is, so this runs as a program of
its own (``python -m addin.wrappers``): elsewhere it puts empty modules in pywin32's place first,
and the process that asks keeps its xlwings as it was.
"""

import importlib
import io
import json
import os
import subprocess
import sys
import types
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from addin.errors import BuildError

FUNCTIONS = "macros_py.formulas.functions"
MODULE = "xlwings_udfs"
_HEAD = (
    f'Attribute VB_Name = "{MODULE}"\n'
    "'Written by xlwings' generator when the add-in was built.\n"
    '#Const App = "Microsoft Excel"\n'
)
_STUBS: dict[str, dict[str, object]] = {
    "pythoncom": {"TypeIIDs": {0: None}, "IID_IDispatch": 0, "CoInitialize": None},
    "pywintypes": {"com_error": Exception, "TimeType": type(None)},
    "win32com": {},
    "win32com.client": {"Dispatch": None},
}


@dataclass(frozen=True)
class Formula:
    """A worksheet formula: its name, its description, and (name, description) of each argument."""

    name: str
    text: str
    arguments: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Wrappers:
    """The generated VBA module and the formulas it wraps."""

    source: str
    formulas: tuple[Formula, ...]


def wrappers(module: str = FUNCTIONS) -> Wrappers:
    """Generate the wrappers of every ``@xlwings.func`` in a module; raises BuildError."""
    done = subprocess.run(  # noqa: S603  (this program itself)
        [sys.executable, "-m", __name__, module],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=_environment(),
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise BuildError(f"无法生成公式的 VBA 包装：{last}")
    found: dict[str, Any] = json.loads(done.stdout)
    formulas = tuple(
        Formula(one["name"], one["text"], tuple((n, t) for n, t in one["arguments"]))
        for one in found["formulas"]
    )
    if not formulas:
        raise BuildError(f"{module} 里没有工作表公式")
    return Wrappers(found["source"], formulas)


def main(module: str) -> None:
    """Print the wrappers of a module as JSON."""
    generator = _generator()
    functions = importlib.import_module(module)
    out = io.StringIO(_HEAD)
    out.seek(0, io.SEEK_END)
    book = types.SimpleNamespace(Name="jsjb.xlam")  # .xlam: calls pass the active workbook
    generator.generate_vba_wrapper(module, functions, out, book)
    infos = [f.__xlfunc__ for f in vars(functions).values() if hasattr(f, "__xlfunc__")]
    formulas = [
        {
            "name": info["name"],
            "text": " ".join(info["ret"]["doc"].split()),
            "arguments": [(a["name"], a["doc"]) for a in info["args"] if not a["vba"]],
        }
        for info in sorted(infos, key=lambda info: str(info["name"]))
    ]
    json.dump({"source": out.getvalue(), "formulas": formulas}, sys.stdout)


def _generator() -> Any:
    """Give xlwings' generator, and let xlwings decorate as it does in Excel's company."""
    import xlwings  # noqa: PLC0415  (0.8 s; only the program needs it)

    if not sys.platform.startswith("win"):
        for name, content in _STUBS.items():
            sys.modules[name] = _stub(name, content)
    udfs = importlib.import_module("xlwings.udfs")
    xlwings.func, xlwings.arg, xlwings.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret
    return udfs


def _stub(name: str, content: Mapping[str, object]) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__dict__.update(content)
    return module


def _environment() -> dict[str, str]:
    paths = [path for path in sys.path if path]
    kept = {k: v for k, v in os.environ.items() if k != "XLWINGS_ON_SERVER"}
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8"}


if __name__ == "__main__":
    main(sys.argv[1])

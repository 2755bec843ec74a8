"""The formulas over a pipe, for every host but Excel: ``[name, arguments]`` in, rows of cells out.

One JSON document a line. Dates are serial numbers, a left-out argument is null, and an error value
that a sum must not skip is ``{"error": "#VALUE!", "text": …}``.
"""

import datetime as dt
import json
import sys
from typing import BinaryIO

from macros_py.catalogue.formulas import FORMULAS
from macros_py.formulas.answers import answer

AMOUNTS = frozenset(formula.name for formula in FORMULAS if formula.amount)
_EPOCH = dt.datetime(1899, 12, 30)
_DAY = 86_400


def dispatch(name: str, arguments: list[object]) -> list[list[object]]:
    """Compute a formula; always gives rows of cells."""
    while arguments and arguments[-1] is None:
        arguments = arguments[:-1]
    found = answer(name, *arguments)
    rows = found if isinstance(found, list) else [[found]]
    if rows and not isinstance(rows[0], list):
        rows = [rows]
    return [[_sent(cell, amount=name in AMOUNTS) for cell in row] for row in rows]


def _sent(cell: object, *, amount: bool) -> object:
    if isinstance(cell, dt.datetime):
        passed = cell - _EPOCH
        return passed.days + passed.seconds / _DAY
    if amount and isinstance(cell, str) and cell.startswith("#"):
        return {"error": "#VALUE!", "text": str(cell)}
    return cell


def serve(lines: BinaryIO, out: BinaryIO) -> None:
    """Answer line after line until there is none."""
    for line in lines:
        name, arguments = json.loads(line)
        out.write(json.dumps(dispatch(name, arguments)).encode("ascii") + b"\n")
        out.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)

"""The worksheet formulas as Excel calls them: one function for each row of the catalogue.

Elsewhere they are plain functions under the same names.
"""

import inspect
from collections.abc import Callable
from typing import Any

import xlwings as xw

from macros_py.catalogue.formulas import CATEGORY, FORMULAS, Formula
from macros_py.formulas.answers import answer


def _registered(formula: Formula) -> Callable[..., Any]:
    """Give a formula's function, its arguments taken as rows of cells, errors as their texts."""

    def function(*arguments: Any) -> Any:
        return answer(formula.name, *arguments)

    function.__name__ = function.__qualname__ = formula.name
    function.__doc__ = formula.text
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    function.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(name, kind, default=None if optional else inspect.Parameter.empty)
            for name, _, optional in formula.arguments
        ]
    )
    registered: Callable[..., Any] = function
    for name, text, _ in formula.arguments:
        registered = xw.arg(name, ndim=2, err_to_str=True, doc=text)(registered)
    return xw.func(category=CATEGORY)(registered)


globals().update({formula.name: _registered(formula) for formula in FORMULAS})

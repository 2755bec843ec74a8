"""The settings that a formula follows: the two columns of 合同设置 that it is given, or none."""

from dataclasses import dataclass
from functools import lru_cache

from macros_py.catalogue.formula_refusals import Refusal
from macros_py.formulas.cells import Block, FormulaError
from macros_py.inputs.default_contract import default_contract
from macros_py.inputs.in_force import InForce, default_in_force
from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.terms.errors import RuleError
from workbook.values.amounts import as_shown
from workbook.values.text import plain

Pairs = tuple[tuple[str, object], ...]
_HEADER = "设置"


@dataclass(frozen=True, slots=True)
class _Override:
    value: object
    cell: str


def in_force_of(argument: object) -> InForce:
    """Give the contract with these settings over its defaults.

    Raises FormulaError where they are not two columns of keys and values that can be read.
    """
    return in_force_from(pairs_of(argument))


def pairs_of(argument: object) -> Pairs:
    """Give the keys and values of two columns, none for a blank; raises FormulaError."""
    if argument is None:
        return ()
    block = Block.of(argument)
    if block.cells == [""]:
        return ()
    width = block.shape.columns
    if width < 2:
        raise FormulaError(Refusal.SETTINGS)
    rows = [block.cells[i : i + 2] for i in range(0, len(block.cells), width)]
    pairs = [(plain(key), _exact(value)) for key, value in rows if plain(key)]
    return tuple(pair for pair in pairs if pair[0] != _HEADER)


@lru_cache(maxsize=64)
def in_force_from(pairs: Pairs) -> InForce:
    """Lay the values over the contract's defaults; raises FormulaError."""
    if not pairs:
        return default_in_force()
    overrides = {key: _Override(value, key) for key, value in pairs}
    if len(overrides) < len(pairs):
        raise FormulaError(Refusal.SETTINGS)
    try:
        contract = default_contract()
        return InForce(contract, contract.settings(overrides), Holidays())
    except RuleError:
        raise FormulaError(Refusal.SETTINGS) from None


def _exact(value: object) -> object:
    if isinstance(value, bool):
        return "是" if value else "否"
    return as_shown(value) if isinstance(value, float) else value

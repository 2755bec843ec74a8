"""The contract as it is shipped: its numbers, clauses and sentences, nobody's settings."""

import tomllib
from functools import cache

from macros_py.rules.terms.contract import Contract
from templates import template


@cache
def default_contract() -> Contract:
    """Return the contract as the shipped ``contract.toml`` states it."""
    return Contract.of(tomllib.loads(template("contract.toml").read_text(encoding="utf-8")))

"""The forms that the tool fills and the contract's numbers, shipped as package data."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def template(name: str) -> Traversable:
    """Return the shipped template ``name``, such as ``contract.toml``."""
    return files(__name__).joinpath(name)

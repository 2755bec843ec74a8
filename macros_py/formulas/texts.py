"""A formula that cannot be computed shows one of a closed list of short texts."""

from macros_py.catalogue.refusals import Refusal

__all__ = ["FormulaError", "Refusal"]


class FormulaError(Exception):
    """The whole formula shows a refusal."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal

"""The two comparisons that the tests run; see the modules for what each compares."""

from tests.oracle.compare_evaluation import compare_evaluation
from tests.oracle.compare_ledger import compare_ledger

__all__ = ["compare_evaluation", "compare_ledger"]

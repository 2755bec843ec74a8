"""The ledger of a worked quarter."""

from pathlib import Path

import pytest

from tests.macros_py.inputs.quarters import CASES, write_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return write_ledger(tmp_path / "台账.xlsx", *CASES)

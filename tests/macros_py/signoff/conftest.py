"""A signed quarter to spoil, unless a test file has another."""

from pathlib import Path

import pytest

from tests.signed_quarter import Quarter


@pytest.fixture
def quarter(signed: Quarter, tmp_path: Path) -> Quarter:
    return signed.copy(tmp_path / "季度")

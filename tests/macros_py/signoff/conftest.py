"""A signed quarter to spoil, unless a test file has its own."""

from pathlib import Path

import pytest

from tests.signed_quarter import Quarter, make


@pytest.fixture(scope="module")
def signed(tmp_path_factory) -> Quarter:
    quarter = make(tmp_path_factory.mktemp("signed"))
    quarter.sign_both()
    return quarter


@pytest.fixture
def quarter(signed: Quarter, tmp_path: Path) -> Quarter:
    return signed.copy(tmp_path / "季度")

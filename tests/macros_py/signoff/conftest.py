"""A quarter settled once and signed once for all files here; a test gets a copy to spoil."""

from pathlib import Path

import pytest

from tests.signed_quarter import Quarter, make


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    return make(tmp_path_factory.mktemp("draft"))


@pytest.fixture(scope="session")
def signed(drafted: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    quarter = drafted.copy(tmp_path_factory.mktemp("signed"))
    quarter.sign_both()
    return quarter


@pytest.fixture
def quarter(signed: Quarter, tmp_path: Path) -> Quarter:
    return signed.copy(tmp_path / "季度")

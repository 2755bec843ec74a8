"""A signed quarter to spoil, unless a test file has another, and what became of it later."""

import pickle
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from macros_py.signoff.own_file import OwnFile
from tests.signed_quarter import PHONE, Quarter, put


@pytest.fixture
def quarter(signed: Quarter, tmp_path: Path) -> Quarter:
    return signed.copy(tmp_path / "季度")


@pytest.fixture(scope="session")
def as_signed(signed: Quarter) -> OwnFile:
    """The signed settlement, read once for all who spoil only what stands beside it."""
    return OwnFile.read(signed.settlement)


@pytest.fixture(scope="session")
def _pickled(signed: Quarter) -> bytes:
    return pickle.dumps(load_workbook(signed.settlement))


@pytest.fixture
def in_openpyxl(_pickled: bytes) -> Workbook:
    """The signed settlement as openpyxl reads it; to unpickle it costs a fifth of reading it."""
    book: Workbook = pickle.loads(_pickled)
    return book


@pytest.fixture(scope="session")
def revoked(signed: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """Signed by both and taken back."""
    quarter = signed.copy(tmp_path_factory.mktemp("revoked"))
    quarter.revoke(f"来电{PHONE}指出金额有误")
    return quarter


@pytest.fixture(scope="session")
def settled_anew(revoked: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """Taken back, put right, and settled again, which keeps the revoked file under another name."""
    quarter = revoked.copy(tmp_path_factory.mktemp("settled_anew"))
    put(quarter.evaluation, "其他扣款!E2", 99)
    quarter.settle()
    return quarter


@pytest.fixture(scope="session")
def signed_anew(settled_anew: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """The second settlement, signed by both."""
    quarter = settled_anew.copy(tmp_path_factory.mktemp("signed_anew"))
    quarter.sign_both()
    return quarter

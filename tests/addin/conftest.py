import pytest

from addin.build.excel import addin_bytes, modules
from addin.build.vbaproject import Module


@pytest.fixture(scope="session")
def addin() -> bytes:
    return addin_bytes()


@pytest.fixture(scope="session")
def sources() -> tuple[Module, ...]:
    return modules()

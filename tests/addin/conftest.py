import pytest

from addin.build import addin_bytes, modules
from addin.vbaproject import Module
from addin.wrappers import Wrappers, wrappers


@pytest.fixture(scope="session")
def addin() -> bytes:
    return addin_bytes()


@pytest.fixture(scope="session")
def wrapped() -> Wrappers:
    return wrappers()


@pytest.fixture(scope="session")
def sources(wrapped: Wrappers) -> tuple[Module, ...]:
    return modules(wrapped)

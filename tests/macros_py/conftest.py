"""A quarter at each step of its signing, made once for all tests, which spoil copies of it."""

import pytest

from tests.signed_quarter import HEAD, STAFF, Quarter, make


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """Settled, and signed by nobody."""
    return make(tmp_path_factory.mktemp("drafted"))


@pytest.fixture(scope="session")
def signed_once(drafted: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """Signed by the head, 王五."""
    return drafted.signed_copy(tmp_path_factory.mktemp("signed_once"), HEAD, "王五")


@pytest.fixture(scope="session")
def signed(signed_once: Quarter, tmp_path_factory: pytest.TempPathFactory) -> Quarter:
    """Signed by both."""
    return signed_once.signed_copy(tmp_path_factory.mktemp("signed"), STAFF, "赵六")

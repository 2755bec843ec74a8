"""The district that most tests count."""

from pathlib import Path

import pytest

from tests.macros_py.district.districts import write_district


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_district(tmp_path / "全区")

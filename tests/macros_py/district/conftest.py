"""The district that most tests count, as it lies there and once it has been counted."""

import shutil
from pathlib import Path

import pytest

from tests.macros_py.district.districts import counted, write_district


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_district(tmp_path_factory.mktemp("未读") / "全区").parent


@pytest.fixture(scope="session")
def read_once(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("读过")
    shutil.copytree(untouched, place, dirs_exist_ok=True)
    counted(place / "全区")
    return place


@pytest.fixture
def folder(untouched: Path, tmp_path: Path) -> Path:
    """Four townships, of which nothing is read yet."""
    return Path(shutil.copytree(untouched, tmp_path, dirs_exist_ok=True)) / "全区"


@pytest.fixture
def counted_folder(read_once: Path, tmp_path: Path) -> Path:
    """The same with its output and its key beside it."""
    return Path(shutil.copytree(read_once, tmp_path, dirs_exist_ok=True)) / "全区"

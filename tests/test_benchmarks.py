"""Every benchmark can be imported and says how it is run; CI runs each at a small size."""

from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMANDS = [
    path.stem
    for path in sorted((ROOT / "benchmarks").glob("*.py"))
    if "__main__" in path.read_text(encoding="utf-8")
]


def test_there_are_benchmarks() -> None:
    assert {"deadlines", "excel", "ledger_reading", "patch"} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_it_is_a_command_with_a_small_size(name: str) -> None:
    module = import_module(f"benchmarks.{name}")
    assert callable(module.main)
    assert f"python -m benchmarks.{name}" in str(module.__doc__)
    assert "--small" in str(module.__doc__)


def test_the_readme_names_each_that_it_quotes() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    quoted = [name for name in COMMANDS if f"benchmarks.{name}`" in text]
    assert len(quoted) > 4

"""What both READMEs list agrees with the command line and with the fields that it knows."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from macros_py.terminal.cli import app
from workbook.ledger.headers import ALIASES, template_header

ROOT = Path(__file__).parents[1]


def options() -> Iterator[tuple[str, str]]:
    """Yield (command, option) for everything that may be typed."""
    yield from _options("jsjb", typer.main.get_command(app))


def _options(name: str, command: object) -> Iterator[tuple[str, str]]:
    if isinstance(command, TyperGroup):
        for word, inner in command.commands.items():
            yield from _options(f"{name} {word}", inner)
    elif isinstance(command, TyperCommand):
        for parameter in command.params:
            yield from ((name, option) for option in parameter.opts if option.startswith("-"))


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_option_is_listed_beside_its_command(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    block = text[text.index("    jsjb demo [--out") :].partition("\n\n")[0]
    for line in ("install", "remove", "status", "check"):
        block = block.replace(f"| {line}", f"\n    jsjb addin {line}")
    assert set(_listed(block)) == set(options())


def _listed(block: str) -> Iterator[tuple[str, str]]:
    for entry in re.split(r"\n    (?=jsjb )", block.strip()):
        command = re.match(r"jsjb (addin )?\w+", entry)
        assert command
        yield from ((command[0], option) for option in re.findall(r"--[\w-]+", entry))


def test_the_table_of_fields_is_whole() -> None:
    text = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| `(\w+)` \| (\S+) \|$", text, re.MULTILINE)
    assert table == [(field, template_header(field)) for field in ALIASES]

"""What the kit's scripts say and how they are written out.

cmd.exe reads a script in the code page of the moment, so the scripts are ASCII with CR LF; the
Chinese they show lies in UTF-16 files, which its ``type`` shows in any code page.
"""

import codecs
import tomllib
from collections.abc import Sequence
from importlib.resources import files

from addin.build.errors import KitError
from addin.build.version import version


def kit_file(name: str) -> str:
    """Read one of the kit's sources."""
    return files(__package__).joinpath("kitfiles", name).read_text("utf-8")


def script(name: str, pythons: Sequence[str], digest: str = "") -> bytes:
    """Give a script for these Pythons as cmd.exe needs it; raises KitError unless it is ASCII."""
    lowest, highest = (f"({python.replace('.', ', ')})" for python in _ends(pythons))
    tries = "\n".join(f"call :try py -{python}" for python in reversed(_sorted(pythons)))
    text = _filled(
        kit_file(name), {"LOWEST": lowest, "HIGHEST": highest, "TRIES": tries, "DIGEST": digest}
    )
    if not text.isascii():
        raise KitError(f"{name} 必须是 ASCII")
    return text.encode("ascii")


def texts(pythons: Sequence[str]) -> dict[str, str]:
    """Give what the scripts show, by name, with CR LF line ends."""
    lowest, highest = _ends(pythons)
    values = {"LOWEST": lowest, "HIGHEST": highest, "EXAMPLE": highest, "VERSION": version()}
    every: dict[str, str] = tomllib.loads(kit_file("texts.toml"))
    return {name: _filled(text, values) for name, text in every.items()}


def shown_by_type(text: str) -> bytes:
    """Write text so that ``type`` shows it in any code page."""
    return codecs.BOM_UTF16_LE + text.encode("utf-16-le")


def _filled(text: str, values: dict[str, str]) -> str:
    for field, value in values.items():
        text = text.replace(f"@{field}@", value)
    return "".join(f"{line}\r\n" for line in text.splitlines())


def _sorted(pythons: Sequence[str]) -> list[str]:
    return sorted(pythons, key=lambda python: tuple(map(int, python.split("."))))


def _ends(pythons: Sequence[str]) -> tuple[str, str]:
    ordered = _sorted(pythons)
    return ordered[0], ordered[-1]

"""UNO objects of a running LibreOffice, reached through a pipe: its own Python is at the far end.

What crosses is JSON: numbers, text, rows of cells, and numbers that stand for objects.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

Exchange = Callable[[list[object]], list[object]]


class LibreOfficeError(Exception):
    """LibreOffice could not do what it was asked."""


class Remote:
    """An object of LibreOffice's: its attributes (Name) and methods (getByName) cross the pipe."""

    def __init__(self, office: "Office", number: int) -> None:
        object.__setattr__(self, "_office", office)
        object.__setattr__(self, "_number", number)

    def __getattr__(self, name: str) -> Any:
        if name[:1].islower():
            return lambda *arguments: self._office.ask("call", self, name, list(arguments))
        return self._office.ask("get", self, name)

    def __setattr__(self, name: str, value: object) -> None:
        self._office.ask("set", self, name, value)


class Struct:
    """A UNO structure to hand over: its type and fields."""

    def __init__(self, kind: str, **fields: object) -> None:
        self.kind, self.fields = kind, fields


class EnumValue(NamedTuple):
    """A value of a UNO enumeration."""

    kind: str
    name: str


class Office:
    """One running LibreOffice at the far end of an exchange of messages."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def ask(self, what: str, *arguments: object) -> Any:
        """Let the far end do one thing; raises LibreOfficeError with what it said."""
        said, value = self._exchange([what, *map(_packed, arguments)])
        if said == "error":
            raise LibreOfficeError(str(value))
        return self._unpacked(value)

    @property
    def desktop(self) -> Remote:
        """The desktop, which holds the open documents."""
        found: Remote = self.ask("get", Remote(self, 0), "desktop")
        return found

    def service(self, name: str) -> Any:
        """Make an object of a service."""
        return self.ask("service", name)

    def url(self, path: object) -> str:
        """Give the address of a file."""
        return str(self.ask("url", str(path)))

    def path(self, url: str) -> str:
        """Give the file of an address, "" for one that is not on this PC."""
        return str(self.ask("path", url))

    def _unpacked(self, value: object) -> Any:
        if isinstance(value, list):
            return tuple(self._unpacked(each) for each in value)
        if isinstance(value, dict):
            return Remote(self, value["object"]) if "object" in value else EnumValue(*value["enum"])
        return value


def _packed(value: object) -> object:
    if isinstance(value, Remote):
        return {"object": value._number}  # noqa: SLF001
    if isinstance(value, Struct):
        return {"struct": [value.kind, {name: _packed(v) for name, v in value.fields.items()}]}
    if isinstance(value, EnumValue):
        return {"enum": [value.kind, value.name]}
    if isinstance(value, list | tuple):
        return [_packed(each) for each in value]
    return value


def properties(**values: object) -> list[Struct]:
    """Give named values as UNO's property values."""
    return [
        Struct("com.sun.star.beans.PropertyValue", Name=name, Value=value)
        for name, value in values.items()
    ]

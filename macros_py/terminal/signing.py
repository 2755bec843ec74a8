"""What sign, verify and revoke say to people."""

from collections.abc import Callable, Iterable
from json import dumps
from typing import Protocol, TypeVar

import typer

from macros_py.jobs.results import SignedOff
from macros_py.signoff.lines import revoked_lines, signed_lines, verified_lines
from macros_py.signoff.signed import Signed
from macros_py.signoff.verifying import Verified
from macros_py.terminal.lines import say


class _Plain(Protocol):
    def json(self) -> dict[str, object]: ...


T = TypeVar("T", bound=_Plain)


def show(result: T, people: Callable[[T], None], *, as_json: bool) -> None:
    """Print a result as JSON, or as people read it."""
    if as_json:
        typer.echo(dumps(result.json(), ensure_ascii=False, indent=2))
    else:
        people(result)


def show_signed(signed: SignedOff) -> None:
    """Say who signed as what, who is still to sign, and which PDF shows it."""
    _say(signed_lines(signed))


def show_revoked(revoked: Signed) -> None:
    """Say that the signatures are taken back and what comes next."""
    _say(revoked_lines(revoked))


def show_verified(verified: Verified) -> None:
    """List what changed since the signatures."""
    _say(verified_lines(verified))


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)

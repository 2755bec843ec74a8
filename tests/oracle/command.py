"""The command line under test: its entry point is all that this folder may import from it."""

from __future__ import annotations

import contextlib
import inspect
import io
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any
from unittest import mock


@dataclass(frozen=True)
class Outcome:
    """What one command answered."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.stdout)


def run(*arguments: object) -> Outcome:
    """One command in this process, through `macros_py.terminal.cli.main`."""
    from macros_py.terminal.cli import main  # noqa: PLC0415 - the tool is only needed when it is compared

    argv = [str(argument) for argument in arguments]
    stdout, stderr = io.StringIO(), io.StringIO()
    exit_code: object = 0
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        try:
            if inspect.signature(main).parameters:
                exit_code = main(argv)
            else:
                with mock.patch.object(sys, "argv", ["jsjb", *argv]):
                    exit_code = main()
        except SystemExit as stop:
            exit_code = stop.code
    return Outcome(int(exit_code or 0), stdout.getvalue(), stderr.getvalue())


def run_process(*arguments: object) -> Outcome:
    """One command in a process of its own, as a person runs it."""
    done = subprocess.run(
        [sys.executable, "-m", "macros_py", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)

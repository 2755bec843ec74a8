"""The buttons over a pipe, for LibreOffice: ``["press", name]`` in, ``["done"]`` when it is done.

In between, lines go the other way: what the button needs of the open documents, one JSON document a
line, each with an answer.
"""

import json
import sys
from typing import BinaryIO

import xlwings as xw

from macros_py.ribbon.ribbon import press
from workbook.live.uno_engine import Books, Host, install
from workbook.live.uno_remote import Office


def serve(lines: BinaryIO, out: BinaryIO) -> None:
    """Press what each line names until there is none."""

    def send(message: list[object]) -> None:
        out.write(json.dumps(message).encode("ascii") + b"\n")
        out.flush()

    def exchange(message: list[object]) -> list[object]:
        send(message)
        answer: list[object] = json.loads(lines.readline())
        return answer

    host = Host(Office(exchange))
    install(host)
    for line in lines:
        _, name = json.loads(line)
        press(name, xw.Book(impl=Books(host).active))
        send(["done"])


if __name__ == "__main__":
    sys.stdout, out = sys.stderr, sys.stdout  # nothing that a library prints gets between
    serve(sys.stdin.buffer, out.buffer)

"""A server as ``jsjb serve`` makes it, on a free port."""

from collections.abc import Iterator
from threading import Thread

import pytest

from macros_py.terminal.serve_commands import job
from macros_py.web.server import Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server(0, "the-token", job)
    thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()

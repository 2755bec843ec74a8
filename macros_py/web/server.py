"""A server on this PC only, for scripts of WPS, Office.js and a browser: experimental.

Who knows the token may ask, and only from a page that this server gave: every address begins with
the token, another name or another origin is refused, and nothing is sent to other origins.
"""

import json
import secrets
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

from macros_py.catalogue.formulas import FORMULAS
from macros_py.formulas.pipe import dispatch
from macros_py.web.served_pages import Page, as_json, pages

ADDRESS = "127.0.0.1"
MOST = 64 * 1024 * 1024
"""Bytes of a question: 12,000 rows of six arguments are 1 MB."""

Job = Callable[[int, str, list[str]], dict[str, object]]
"""Number of a choice, path of the workbook in front, answers so far → what came of it, or the next
question."""

_NAMES = frozenset(formula.name for formula in FORMULAS)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Server(ThreadingHTTPServer):
    """The server; its address is ``url``, which holds the token. Port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, port: int, token: str, job: Job) -> None:
        super().__init__((ADDRESS, port), Handler)
        self.token, self.job = token, job
        self.one_formula_at_a_time = Lock()
        self.pages: dict[str, Page] = pages()

    @property
    def name(self) -> str:
        """The only host and port by which it answers."""
        return f"{ADDRESS}:{self.server_port}"

    @property
    def url(self) -> str:
        """Where it is reached, by whoever knows the token."""
        return f"http://{self.name}/{self.token}/"


class Handler(BaseHTTPRequestHandler):
    """One question and its answer."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        """Give a page."""
        page = self.server.pages.get(self._asked())
        if refusal := self._refusal():
            self._refuse(refusal)
        elif page is None:
            self._refuse(HTTPStatus.NOT_FOUND)
        else:
            self._send(HTTPStatus.OK, page)

    def do_POST(self) -> None:
        """Compute a formula or do a job; the question is one JSON document."""
        refusal = self._refusal() or self._refused_body()
        if refusal:
            self.close_connection = True  # the body was not read
            self._refuse(refusal)
            return
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            found = self._answered(json.loads(raw))
        except (ValueError, TypeError, KeyError):
            self._refuse(HTTPStatus.BAD_REQUEST)
        else:
            self._send(HTTPStatus.OK, as_json(found))

    def _answered(self, question: dict[str, object]) -> object:
        """Answer a question; raises ValueError, TypeError or KeyError for one of another shape."""
        if self._asked() == "formula":
            name, arguments = question["name"], question["arguments"]
            if name not in _NAMES or not isinstance(arguments, list):
                raise ValueError(name)
            with self.server.one_formula_at_a_time:
                return dispatch(str(name), arguments)
        number, answers = question["number"], question["answers"]
        if not isinstance(number, int) or not isinstance(answers, list):
            raise TypeError(number)
        return self.server.job(number, str(question["workbook"]), list(map(str, answers)))

    def _refusal(self) -> HTTPStatus | None:
        """Tell why somebody is not answered at all."""
        token = self.path.split("/")[1] if self.path.startswith("/") else ""
        if not secrets.compare_digest(token.encode(), self.server.token.encode()):
            return HTTPStatus.NOT_FOUND
        if self.headers.get_all("Host") != [self.server.name]:
            return HTTPStatus.FORBIDDEN  # another name for this address: a page of elsewhere
        origin = self.headers.get("Origin", f"http://{self.server.name}")
        site = self.headers.get("Sec-Fetch-Site", "none")
        if origin != f"http://{self.server.name}" or site not in {"none", "same-origin"}:
            return HTTPStatus.FORBIDDEN
        return None

    def _refused_body(self) -> HTTPStatus | None:
        if self._asked() not in {"formula", "job"}:
            return HTTPStatus.NOT_FOUND
        if self.headers.get_content_type() != "application/json":
            return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            return HTTPStatus.LENGTH_REQUIRED
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if int(length) > MOST else None

    def _asked(self) -> str:
        """Give what stands behind the token in the address."""
        return self.path.partition("?")[0].removeprefix(f"/{self.server.token}/")

    def _refuse(self, status: HTTPStatus) -> None:
        self._send(status, Page("text/plain", status.phrase.encode()))

    def _send(self, status: HTTPStatus, page: Page) -> None:
        self.send_response(status)
        headers = _HEADERS | {"Content-Type": f"{page.kind}; charset=utf-8"}
        for name, value in (*headers.items(), ("Content-Length", str(len(page.content)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page.content)

    def log_message(self, *_: object) -> None:
        """Say nothing: a line would name the token."""

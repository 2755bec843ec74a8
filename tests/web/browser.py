"""Chromium, driven by chromedriver over its HTTP protocol: no library of its own is needed."""

import json
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAMS = ("chromium", "chromedriver")


def missing() -> list[str]:
    """Name what is not installed (Debian: chromium, chromium-driver)."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


class Browser:
    """One tab."""

    def __init__(self, driver: str, profile: Path) -> None:
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        options.append(f"--user-data-dir={profile}")
        wanted = {"goog:chromeOptions": {"args": options, "binary": shutil.which("chromium")}}
        self._driver, self._session = driver, ""
        made = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{made['sessionId']}"

    def before_each_page(self, script: str) -> None:
        """Run a script in every page before its own: what a host would have put there."""
        parameters = {"source": script}
        command = {"cmd": "Page.addScriptToEvaluateOnNewDocument", "params": parameters}
        self._ask("POST", f"{self._session}/goog/cdp/execute", command)

    def open(self, url: str) -> None:
        self._ask("POST", f"{self._session}/url", {"url": url})

    def run(self, script: str, *arguments: object) -> Any:
        """Give what a script returns."""
        body = {"script": script, "args": list(arguments)}
        return self._ask("POST", f"{self._session}/execute/sync", body)

    def wait(self, script: str, *arguments: object, tries: int = 600) -> Any:
        """Ask again and again until a script gives something."""
        for _ in range(tries):
            found = self.run(script, *arguments)
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(f"nothing came of {script}")

    def picture(self) -> str:
        """Give the page as PNG in base64."""
        return str(self._ask("GET", f"{self._session}/screenshot", None))

    def close(self) -> None:
        self._ask("DELETE", self._session, None)

    def _ask(self, method: str, path: str, body: object) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self._driver}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=600) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(json.load(error)["value"]["message"]) from error


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """Start a browser with a profile of its own, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = subprocess.Popen(
        ["chromedriver", f"--port={port}"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert driver.stdout is not None
    try:
        for line in driver.stdout:
            if b"started successfully" in line:
                break
        tab = Browser(f"http://127.0.0.1:{port}", profile)
        try:
            yield tab
        finally:
            tab.close()
    finally:
        driver.terminate()
        driver.communicate()

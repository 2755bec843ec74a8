"""A second reader that runs beside the writer: inflates what was deflated and parses it."""

from collections.abc import Iterable
from queue import Queue
from threading import Thread

from lxml import etree

from workbook.errors import DamagedError
from workbook.ooxml.deflate import InflateError, Inflater

_WAITING = 8


class _Silent:
    """Receives no event, so that the parser runs at full speed and outside the GIL."""

    def close(self) -> None:
        """End of document."""


class Checker:
    """Checks compressed XML while it is being made; ``finish`` gives the verdict."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._queue: Queue[bytes | None] = Queue(_WAITING)
        self._failure: Exception | None = None
        self._inflater = Inflater()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def feed(self, data: bytes) -> None:
        """Hand over the next compressed bytes."""
        if data:
            self._queue.put(data)

    def finish(self, size: int, crc: int) -> None:
        """Wait for the end; raises DamagedError unless the XML is whole and well formed."""
        self.close()
        if self._failure is None:
            try:
                self._inflater.check(size, crc)
            except InflateError as error:
                self._failure = error
        if self._failure is not None:
            message = f"{self._label}：内容不是规范的 XML，未写入；请用 Excel 打开并另存后重试"
            raise DamagedError(message) from self._failure

    def close(self) -> None:
        """Stop; harmless when stopped already."""
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        parser = etree.XMLParser(target=_Silent(), huge_tree=True, resolve_entities=False)
        while (data := self._queue.get()) is not None:
            if self._failure is not None:
                continue
            try:
                for block in self._inflater.feed(data):
                    parser.feed(block)
            except (etree.LxmlError, InflateError) as error:
                self._failure = error
        if self._failure is None:
            try:
                parser.close()
            except etree.LxmlError as error:
                self._failure = error

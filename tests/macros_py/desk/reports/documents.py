"""Documents of random ledgers that people have worked on, and are made anew."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn

from macros_py.desk.reports.blocks import Report
from macros_py.desk.reports.report_contents import report_of
from macros_py.desk.reports.study import Study
from macros_py.desk.reports.word.anchors import found, put_text, tag
from macros_py.desk.reports.word.document import roots_of
from macros_py.desk.reports.word.look import BODY
from macros_py.desk.reports.word.memory import remembered
from macros_py.desk.reports.word.refresh import Refreshed, refreshed
from macros_py.inputs.in_force import default_in_force
from macros_py.inputs.judged_ledger import judge_ledger
from tests.macros_py.desk.reports.ledgers import AS_OF, HEADERS, Case, write


def report(
    folder: Path,
    rows: Sequence[Case],
    period: str = "2024-02",
    headers: Mapping[str, str] = HEADERS,
) -> Report:
    ledger = write(folder / "台账.xlsx", rows, headers)
    judged = judge_ledger(ledger, default_in_force(), AS_OF)
    return report_of(Study.of(judged, period), {}, "台账.xlsx")


def opened(content: bytes) -> Docx:
    return Document(io.BytesIO(content))


def closed(document: Docx) -> bytes:
    raw = io.BytesIO()
    document.save(raw)
    return raw.getvalue()


def keys_of(document: Docx) -> dict[str, str]:
    """Return key → text as last generated."""
    past = remembered(document.part)
    assert past is not None
    return dict(past[1].values.values())


def whole_text(document: Docx) -> str:
    return "\n".join(
        "".join(t.text or "" for t in line.iter(qn("w:t")))
        for line in document.element.body.iter(qn("w:p"))
    )


def write_words(document: Docx, words: dict[str, str]) -> None:
    places = found(roots_of(document))
    for key, text in words.items():
        put_text(places[tag(key)], text, BODY)


def again(content: bytes, new: Report) -> tuple[Docx, Refreshed]:
    done = refreshed(content, new, AS_OF, "月分析.docx")
    return opened(done.content or content), done

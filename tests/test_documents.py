"""What the documents name is there: a file that moves takes its mention along."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")})
FOLDERS = "addin|benchmarks|docs|macros_py|templates|tests|workbook"


def files_named(text: str) -> Iterator[str]:
    """Yield the paths between backticks, and the modules that ``python -m`` runs."""
    yield from re.findall(rf"`((?:{FOLDERS})/[^\s`*]*)`", text)
    for module in re.findall(rf"python -m ((?:{FOLDERS})(?:\.\w+)+)", text):
        if module != "benchmarks.NAME":
            yield module.replace(".", "/")


def test_paths_are_found() -> None:
    text = "`tests/oracle`, `x.py`, `docs/a.md` and `python -m benchmarks.patch million`"
    assert list(files_named(text)) == ["tests/oracle", "docs/a.md", "benchmarks/patch"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_is_named_is_there(document: Path) -> None:
    named = files_named(document.read_text(encoding="utf-8"))
    missing = [path for path in named if not stands(path)]
    assert not missing


def stands(path: str) -> bool:
    return any((ROOT / f"{path}{end}").exists() for end in ("", ".py"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith(("http:", "https:"))]
    assert [link for link in local if not (document.parent / link).exists()] == []


GLOSSARY = [
    [cell.strip() for cell in row.strip("|").split("|")]
    for row in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    if row.startswith("| ")
][1:]
"""Chinese words, English names, what it is, where."""


def test_the_glossary_has_each_word_once() -> None:
    words = [row[0] for row in GLOSSARY]
    assert len(words) > 30
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("row", GLOSSARY, ids=lambda row: row[1])
def test_a_word_of_the_glossary_stands_where_it_says(row: list[str]) -> None:
    """As a word of a text or of a name: ``time left``, ``time_left`` or ``TimeLeft``."""
    _, names, _, where = row
    (path,) = files_named(where)
    text = words((ROOT / path).read_text(encoding="utf-8"))
    missing = [
        name
        for name in re.split("[,;]", names)
        if not any(f"{words(name)[:-1]}{end} " in text for end in ("", "s", "es"))
    ]
    assert not missing


def words(text: str) -> str:
    """Return the words of a text between single spaces, those of ``CamelCase`` and ``a_b`` too."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return " ".join(["", *re.findall(r"[^\W\d_]+", apart), ""]).casefold()


def test_words_are_found_in_names() -> None:
    assert words("`TimeLeft`, as_of; 第1季度") == " time left as of 第 季度 "

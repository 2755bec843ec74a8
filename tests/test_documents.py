"""What the documents name is there: a file that moves takes its mention along."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMING_FILES = (
    *("README.md", "README.zh-CN.md", "CONTRIBUTING.md"),
    *("docs/architecture.md", "docs/glossary.md", "docs/release.md"),
)
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


@pytest.mark.parametrize("name", NAMING_FILES)
def test_every_file_that_is_named_is_there(name: str) -> None:
    named = list(files_named((ROOT / name).read_text(encoding="utf-8")))
    missing = [
        path for path in named if not any((ROOT / f"{path}{end}").exists() for end in ("", ".py"))
    ]
    assert not missing
    assert named or name == "README.zh-CN.md"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith(("http:", "https:"))]
    assert [link for link in local if not (document.parent / link).exists()] == []


def test_the_glossary_has_each_word_once() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    words = [row.split("|")[1].strip() for row in text.splitlines() if row.startswith("| ")]
    assert len(words) > 30
    assert len(set(words)) == len(words)

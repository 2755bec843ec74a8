"""Each number of contract.toml stands beside its clause's own sentence, word for word."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from templates import template

DOCUMENT = tomllib.loads(template("contract.toml").read_text(encoding="utf-8"))
LAW = (Path(__file__).parents[2] / "docs" / "contract.md").read_text(encoding="utf-8")


def plain(text: str) -> str:
    """Return a text without the scan's boxes, breaks and spaces."""
    return re.sub(r"<[^>]*>|\s", "", text)


def entries(node: object, path: str = "") -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield every table of the document with its path."""
    if isinstance(node, dict):
        yield path, node
        for key, inner in node.items():
            yield from entries(inner, f"{path}.{key}")
    elif isinstance(node, list):
        for number, inner in enumerate(node):
            yield from entries(inner, f"{path}[{number}]")


def sentences() -> Iterator[tuple[str, str]]:
    for path, entry in entries(DOCUMENT):
        said = entry.get("sentences", [entry["sentence"]] if "sentence" in entry else [])
        assert isinstance(said, list)
        yield from ((path, str(each)) for each in said)


@pytest.mark.parametrize("path", [path for path, _ in sentences()])
def test_a_sentence_is_the_contracts_own(path: str) -> None:
    said = [sentence for other, sentence in sentences() if other == path]
    assert said
    assert all(plain(sentence) in plain(LAW) for sentence in said)


def test_whatever_cites_a_clause_quotes_it() -> None:
    cited = [path for path, entry in entries(DOCUMENT) if entry.get("clause")]
    quoted = {path for path, _ in sentences()}
    assert len(cited) > 30
    assert set(cited) <= quoted


def test_every_limit_and_every_item_quotes_its_clause() -> None:
    quoted = {path for path, _ in sentences()}
    assert {f".limit.{stage}" for stage in DOCUMENT["limit"]} <= quoted
    items = [
        f".group[{g}].item[{i}]"
        for g, group in enumerate(DOCUMENT["group"])
        for i in range(len(group["item"]))
    ]
    assert set(items) <= quoted


def test_the_person_to_contact_is_left_out() -> None:
    assert "联系人：（已略）" in LAW
    assert not re.search(r"1[3-9]\d{9}", LAW)

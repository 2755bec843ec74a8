"""The staff manual: it names every button, and goes into the kit as one page with its pictures."""

import re
from pathlib import Path

import pytest
from lxml import html

from addin.build.kit_documents import page
from macros_py.catalogue.buttons import BUTTONS, Button

DOCUMENT = Path(__file__).parents[2] / "docs" / "manual.zh-CN.md"


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.label)
def test_every_button_is_in_the_manual(button: Button) -> None:
    assert f"「{button.label}」" in DOCUMENT.read_text("utf-8")


def test_the_page_of_the_kit_is_the_whole_manual() -> None:
    shown = html.fromstring(page(DOCUMENT))
    text = DOCUMENT.read_text("utf-8")
    headings = re.findall(r"^(#+) (.+)$", text, re.MULTILINE)
    assert [(each.tag, each.text_content()) for each in shown.xpath("//h1|//h2|//h3")] == [
        (f"h{len(marks)}", words) for marks, words in headings
    ]
    assert len(shown.xpath("//img")) == len(re.findall(r"!\[", text)) >= 6
    rows = [line for line in text.splitlines() if line.startswith("|") and set(line) - set("|-: ")]
    assert len(shown.xpath("//tr")) == len(rows)

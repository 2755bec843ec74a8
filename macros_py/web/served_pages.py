"""What the server shows: the scripts as they are, and the tables of the catalogue as JSON."""

import json
from importlib.resources import files
from typing import NamedTuple

from macros_py.catalogue.buttons import TAB
from macros_py.catalogue.formulas import FORMULAS, Formula
from macros_py.catalogue.menu_choices import CHOICES

NAMESPACE = "JSJB"
_KINDS = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".xml": "text/xml",
}


class Page(NamedTuple):
    """A page: its media type and its bytes."""

    kind: str
    content: bytes


def pages() -> dict[str, Page]:
    """Give every page by the name under which it is asked for."""
    found = {
        file.name: Page(
            _KINDS[f".{file.name.rpartition('.')[2]}"], _filled(file.read_text("utf-8"))
        )
        for file in files(__package__).joinpath("pages").iterdir()
    }
    found["functions.json"] = as_json({"functions": list(map(_function, FORMULAS))})
    found["jobs.json"] = as_json([[choice.group, choice.label] for choice in CHOICES])
    found[""] = found["index.html"]
    return found


def _filled(text: str) -> bytes:
    return text.replace("@TAB@", TAB).replace("@NAMESPACE@", NAMESPACE).encode()


def as_json(data: object) -> Page:
    """Give data as a page."""
    return Page("application/json", json.dumps(data, ensure_ascii=False).encode())


def _function(formula: Formula) -> dict[str, object]:
    """Describe a formula as Office.js wants it; WPS takes the same names and texts."""
    return {
        "id": formula.name,
        "name": formula.name,
        "description": formula.text,
        "amount": formula.amount,
        "parameters": [
            {
                "name": argument.name,
                "description": argument.text,
                "type": "any",
                "dimensionality": "matrix",
                "optional": argument.optional or formula.bare,
            }
            for argument in formula.arguments
        ],
        "result": {"type": "any", "dimensionality": "matrix"},
    }

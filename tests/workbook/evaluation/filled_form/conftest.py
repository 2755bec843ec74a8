"""A form drawn into a file and read back."""

from typing import Any

import pytest

from tests.marked_forms import form_book
from tests.workbook.evaluation.filled_form.drawn import TICKED, form_on, raw
from workbook.values.records import Event, Form


@pytest.fixture
def read(tmp_path: Any) -> Any:
    """Draw a form with everything ticked best, but for what is given, and read it."""

    def read(
        standards: dict[str, str] | None = None,
        scores: dict[str, Any] | None = None,
        name: str = "张三",
        **values: Any,
    ) -> tuple[Form, tuple[Event, ...]]:
        book, _ = form_book(name, {**TICKED, **(standards or {})}, scores, **values)
        found = form_on(raw(book, tmp_path))
        assert found is not None
        return found

    return read

"""What days a text names: one reader for --period and for the rows of 分析报告."""

from datetime import date

import pytest

from macros_py.rules.terms.named_days import Span, named_days


@pytest.mark.parametrize(
    ("text", "span", "first", "last"),
    [
        ("2024-W10", Span.WEEK, "2024-03-04", "2024-03-10"),
        ("2024年第10周", Span.WEEK, "2024-03-04", "2024-03-10"),
        ("2024-02", Span.MONTH, "2024-02-01", "2024-02-29"),
        ("２０２４年２月份", Span.MONTH, "2024-02-01", "2024-02-29"),
        ("202402", Span.MONTH, "2024-02-01", "2024-02-29"),
        ("2024-01考核月", Span.CYCLE, "2023-12-19", "2024-01-18"),
        ("2024-03-05 00:00:00", Span.DAYS, "2024-03-05", "2024-03-05"),
        ("2024-03-01..2024-03-07", Span.DAYS, "2024-03-01", "2024-03-07"),
        ("2024年3月1日-7日", Span.DAYS, "2024-03-01", "2024-03-07"),
        ("2023年12月30日至1月5日", Span.DAYS, "2023-12-30", "2024-01-05"),
    ],
)
def test_the_days(text: str, span: Span, first: str, last: str) -> None:
    found = named_days(text)
    assert found is not None
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert (found.span, found.first, found.last) == (span, *days)


@pytest.mark.parametrize(
    "text", ["", "2024", "2024-13", "2024-W54", "2024-02-30", "2024-03-07..2024-03-01", "第1季度"]
)
def test_no_days(text: str) -> None:
    assert named_days(text) is None

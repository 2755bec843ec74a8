"""Phones are compared and never kept (rules 8)."""

import pytest

from workbook.ledger.phones import NO_PHONE, UNUSABLE, phone_digits, phone_keys


@pytest.mark.parametrize(
    ("cell", "digits"),
    [
        ("13800138000", "13800138000"),
        (13800138000.0, "13800138000"),
        ("138 0013-8000", "13800138000"),
        ("＋８６ １３８００１３８０００", "13800138000"),
        ("0086-13800138000", "13800138000"),
        ("010-80231234", "01080231234"),
        ("", ""),
        ("不详", ""),
        ("138****8000", "?"),
        ("138xxxx8000", "?"),
        ("12345", "?"),
        ("00000000000", "?"),
        ("未留电话", "?"),
    ],
)
def test_reads_a_phone(cell: object, digits: str) -> None:
    assert phone_digits(cell) == digits


def test_keys_are_equal_where_phones_are_and_hold_none() -> None:
    keys = phone_keys(["13800138000", "", "?", "13900139000", "13800138000", "?"])
    assert keys.tolist() == [0, NO_PHONE, UNUSABLE, 3, 0, UNUSABLE]
    assert phone_keys([]).tolist() == []

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
        ("(+86)13800138000", "13800138000"),
        ("13360086920", "13360086920"),
        ("010-80231234", "01080231234"),
        ("", ""),
        ("不详", ""),
        ("138****8000", "?"),
        ("138xxxx8000", "?"),
        ("12345", "?"),
        ("80231234", "80231234"),
        ("6123456", "6123456"),
        ("0316-6123456", "03166123456"),
        ("400-812-3456", "4008123456"),
        ("013800138000", "13800138000"),
        ("010-80231234转8001", "010802312348001"),
        ("1381234", "?"),
        ("13812345", "?"),
        ("1380013800", "?"),
        ("010-8023", "?"),
        ("8023", "?"),
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

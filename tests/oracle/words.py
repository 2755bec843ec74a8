"""Amounts in words (rules 6), in every spelling that the bank rule allows."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
SECTIONS = ("", "万", "亿", "万亿")


def spellings(amount: Decimal) -> set[str]:
    """All allowed spellings of a non-negative amount with at most two decimals.

    The bank rule leaves one 零 free: after 万 when the 万 digit is 0 and the 仟 digit is not,
    and after 元 when the 元 digit is 0 and the 角 digit is not.
    """
    yuan, fen = divmod(int(amount * 100), 100)
    choices = itertools.product((False, True), repeat=2)
    return {
        f"人民币{_whole(yuan, after_wan)}{_rest(yuan, fen, after_yuan)}"
        for after_wan, after_yuan in choices
    }


def _whole(yuan: int, zero_after_wan: bool) -> str:
    """The part up to and with 元, digit by digit from the left."""
    if yuan == 0:
        return ""
    written = ""
    zero_pending = False
    digits = str(yuan)
    for index, digit in enumerate(digits):
        place = len(digits) - 1 - index
        if digit != "0":
            if zero_pending:
                written += "零"
            zero_pending = False
            written += DIGITS[int(digit)] + PLACES[place % 4]
        elif written:
            zero_pending = True
        if place % 4 == 0 and place > 0 and int(digits[: index + 1]) % 10_000 > 0:
            written += SECTIONS[place // 4]
            # a zero that ends a section is not read before 万 or 亿, and is free after it
            zero_pending = zero_pending and (zero_after_wan or digits[index + 1] == "0")
    return written + "元"


def _rest(yuan: int, fen: int, zero_after_yuan: bool) -> str:
    """角 and 分, or 整."""
    tenths, hundredths = divmod(fen, 10)
    if fen == 0:
        return "整" if yuan else "零元整"
    written = ""
    if tenths:
        if yuan and yuan % 10 == 0 and zero_after_yuan:
            written += "零"
        written += DIGITS[tenths] + "角"
    elif yuan:
        written += "零"
    return written + (DIGITS[hundredths] + "分" if hundredths else "整")

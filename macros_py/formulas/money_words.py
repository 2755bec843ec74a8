"""Amounts in words read back into figures, the inverse of ``rmb_upper`` (contract 3.2)."""

import re
from decimal import Decimal

from macros_py.rules.terms.money import rmb_upper
from workbook.values.text import tight

_DIGITS = {word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACES = {"拾": 10, "佰": 100, "仟": 1_000}
_GROUPS = (("万亿", 10**12), ("亿", 10**8), ("万", 10**4), ("", 1))
_WORDS = re.compile(
    r"(?:人民币)?(?:(?P<yuan>[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+)元)?零?"
    r"(?:(?P<jiao>[零壹贰叁肆伍陆柒捌玖])角)?零?(?:(?P<fen>[壹贰叁肆伍陆柒捌玖])分)?整?"
)


def rmb_number(words: str) -> Decimal | None:
    """Return the amount in yuan; None where these are not the words of an amount.

    圆 and 正 count as 元 and 整, and 零 may stand where the bank rule lets it; every other word
    must be the one that ``rmb_upper`` writes.
    """
    text = tight(words).replace("圆", "元").replace("正", "整")
    match = _WORDS.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    yuan = _whole(match["yuan"] or "")
    cents = 10 * _DIGITS[match["jiao"] or "零"] + _DIGITS[match["fen"] or "零"]
    amount = Decimal(yuan * 100 + cents).scaleb(-2)
    try:
        written = rmb_upper(amount)
    except ValueError:
        return None
    return amount if _bare(text) == _bare(written) else None


def _whole(words: str) -> int:
    total = 0
    for group, value in _GROUPS:
        before, found, after = words.partition(group) if group else (words, "", "")
        if not group or found:
            total += _below_ten_thousand(before) * value
            words = after
    return total


def _below_ten_thousand(words: str) -> int:
    total, digit = 0, 0
    for word in words:
        if word in _PLACES:
            total += digit * _PLACES[word]
            digit = 0
        else:
            digit = _DIGITS.get(word, 0)
    return total + digit


def _bare(words: str) -> str:
    return words.removeprefix("人民币").replace("零", "").removesuffix("整")

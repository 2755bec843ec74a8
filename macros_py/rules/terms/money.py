"""Money: fen, yuan, and amounts in words (contract 3.1, 3.2); scores as text."""

from decimal import Decimal, localcontext
from fractions import Fraction

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def half_up(value: Fraction | Decimal | int, places: int) -> Decimal:
    """Round to so many decimals, a half away from zero; exact however long the number is."""
    exact = Fraction(value)
    scaled = abs(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    with localcontext() as context:
        context.prec = len(str(whole)) + places
        rounded = Decimal(whole).scaleb(-places)
    return rounded.copy_negate() if exact < 0 and whole else rounded


def fen(amount: Fraction | Decimal | int) -> Decimal:
    """Round half-up (away from zero) to the fen; done once, on each money line."""
    return half_up(amount, 2)


def exact_text(score: Fraction) -> str:
    """Write a score exactly: ``76.5`` where a decimal ends, ``235/3`` where it does not."""
    places = next((n for n in range(200) if 10**n % score.denominator == 0), None)
    return str(score) if places is None else f"{half_up(score, places):f}"


def average_text(average: Fraction, pass_score: Fraction) -> str:
    """Print an average with two decimals, or as many as keep it on its side of the pass score.

    79.996 prints ``79.996``, not 80.00 (contract 2.2: below 80 each point costs).
    """
    for places in range(2, 60):
        shown = half_up(average, places)
        if (shown < pass_score) == (average < pass_score):
            return f"{shown:f}"
    return str(average)


def rmb_upper(amount: Fraction | Decimal | int) -> str:
    """Write an amount in the words of a payment document: 人民币伍拾叁万陆仟贰佰叁拾元整.

    整 follows 元 and 角, never 分; a run of zeros is one 零; where 元 itself is 0 and 角 is not, 零
    stands after 元 (人民币壹拾万柒仟元零伍角叁分). Raises ValueError for a negative amount, or one
    of 10 000 万亿 yuan or more, for which the bank rule has no words.
    """
    value = fen(amount)
    if value < 0:
        raise ValueError(f"金额不能为负：{value}")
    if value >= 10**16:
        raise ValueError(f"金额过大：{value}")
    yuan, cents = divmod(int(value * 100), 100)
    jiao, last = divmod(cents, 10)
    words = f"{_integer_words(yuan)}元" if yuan else ""
    if yuan and cents and (not jiao or yuan % 10 == 0):
        words += "零"
    words += f"{_DIGITS[jiao]}角" if jiao else ""
    words += f"{_DIGITS[last]}分" if last else "整"
    return "人民币" + (words if yuan or cents else "零元整")


def _integer_words(yuan: int) -> str:
    words = ""
    gap = False
    for index in range((len(str(yuan)) - 1) // 4, -1, -1):
        group = yuan // 10_000**index % 10_000
        if not group:
            gap = bool(words)
            continue
        if words and (gap or group < 1_000):
            words += "零"
        words += _group_words(group) + _GROUPS[index]
        gap = False
    return words


def _group_words(group: int) -> str:
    words, zero = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if not digit:
            zero = bool(words)
            continue
        words += ("零" if zero else "") + _DIGITS[digit] + _PLACES[place]
        zero = False
    return words

"""What people write for yes and no, in general and field by field (rules 2)."""

import re
from collections.abc import Iterable, Mapping

from workbook.values.text import is_blank, is_fault, key, plain

YES_NO = ("", "是", "否")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "in_township": YES_NO,
    "special": YES_NO,
    "callback_valid": YES_NO,
    "responded": YES_NO,
    "zero_score": YES_NO,
    "suspended": YES_NO,
    "repeat_mark": YES_NO,
    "excluded": (*YES_NO, "待复核", "驳回", "未申请"),
    "resolved": ("", "解决", "未解决", "部分解决"),
    "satisfied": ("", "满意", "基本满意", "不满意", "未评价"),
}
"""Field → what its cells can mean; blank first."""


def _each(words: str, meaning: str) -> dict[str, str]:
    return dict.fromkeys(words.split(), meaning)


_GENERAL = _each("是 有 对 √ ✓ ✔ ☑ ○ 1 y yes t true 属实", "是") | _each(
    "否 无 不是 没有 没 错 非 × ✗ ✕ ✖ ☒ x 0 n no f false", "否"
)
_UNREACHED = "无效 未接通 无人接听 拒接 关机 停机 空号"
_OWN: Mapping[str, Mapping[str, str]] = {
    "responded": _each("已联系 已响应 已接通", "是") | _each("未联系 未响应 未接通", "否"),
    "resolved": _each("是 解决 已解决", "解决")
    | _each("否 未解决 没解决 解决中 未彻底解决", "未解决")
    | _each("部分解决 已部分解决", "部分解决"),
    "in_township": _each("属地 镇属 本镇 属于", "是") | _each("非属地 非镇属 外镇", "否"),
    "callback_valid": _each("有效 接通 已有效 已接通", "是")
    | _each(_UNREACHED, "否")
    | {f"已{word}": "否" for word in _UNREACHED.split()},
    "excluded": _each("通过 已通过 同意 不纳入 不计入 剔除 已剔除", "是")
    | _each("未申请", "未申请")
    | _each("待复核 已申请", "待复核")
    | _each("驳回 已驳回 不通过 未通过", "驳回")
    | _each("未剔除", "否"),
    "zero_score": _each("零分", "是") | _each("已撤销", "否"),
    "satisfied": _each("满意 是 非常满意", "满意")
    | _each("基本满意 比较满意", "基本满意")
    | _each("不满意 否 很不满意 非常不满意", "不满意")
    | _each("未评价 无", "未评价"),
    "special": _each("无特殊 不是 一般 普通", "否"),
}
_TURNED_ROUND = _each("纳入 考核", "否") | _each("不纳入 不考核 不计入 剔除 已剔除", "是")
_AMBIGUOUS_TURNED = frozenset({"通过", "已通过", "同意"})
_SAYS_YES: Mapping[str, tuple[str, str]] = {
    "resolved": ("解决", "未解决"),
    "satisfied": ("满意", "不满意"),
}
_DENIES = ("非", "不", "没", "未")


def yes_no(value: object) -> bool | None:
    """Read 是/否 by the general words; blank gives None, other text raises ValueError."""
    if is_blank(value):
        return None
    meaning = _GENERAL.get(_word(value))
    if meaning is None:
        raise ValueError(f"neither yes nor no: {value}")
    return meaning == "是"


def says_no(value: object) -> bool:
    """Tell whether a cell says 否 by the general words: FALSE, 0, 无, 没有."""
    return not is_blank(value) and _GENERAL.get(_word(value)) == "否"


def answer(field: str, value: object, *, turned_round: bool = False) -> str | None:
    """Give what a cell of a field of `CHOICES` means, None when its text says something else.

    ``turned_round``: the header asks the opposite of 不纳入考核, as 是否纳入考核 does.
    """
    if is_blank(value):
        return ""
    if is_fault(value):
        return None
    word = _word(value)
    if turned_round and (word in _TURNED_ROUND or word in _AMBIGUOUS_TURNED):
        return _TURNED_ROUND.get(word)
    own = _OWN.get(field, {}).get(word)
    if own is not None:
        return own
    general = _GENERAL.get(word)
    if general is None:
        other = field == "special" and not word.startswith(_DENIES)
        return "是" if other else None
    yes, no = _SAYS_YES.get(field, ("是", "否"))
    return yes if (general == "是") is not turned_round else no


def offered(field: str, *, turned_round: bool = False) -> Iterable[str]:
    """Give the words that a problem offers for a field's cell."""
    if turned_round:
        return ("纳入", "不纳入", "是", "否")
    return [word for word in CHOICES[field] if word]


_NOBODY = frozenset(
    ["否定", "没人", "无人", "空", "已认定", "已确认", "认定", "确认", "同意", "通过"],
)
_NOT_YET = re.compile("[未待](?:予|经)?(?:认定|确认)|不予?(?:认定|确认)")
_OPEN = ("未", "待", "尚未", "暂无", "暂未", "没有", "无人", "不认定", "不确认", "不予")


def names_nobody(value: object) -> bool:
    """Tell whether a cell for a person names none: blank, yes or no, a number, 未…, 待….

    ``FALSE``, ``0``, 无, 未认定, 待定, 李四（未认定） → True; 李四, 王主任 → False.
    """
    if is_blank(value) or not isinstance(value, str):
        return True
    word = "".join(char for char in key(value).casefold() if char.isalpha())
    left_open = word.startswith(_OPEN) or _NOT_YET.search(word) is not None
    return not word or word in _NOBODY or word in _GENERAL or left_open


def _word(value: object) -> str:
    """Give a cell as its word: numbers only where they are 1 or 0."""
    if isinstance(value, int | float):
        return str(int(value)) if value in {0, 1} else ""
    return key(plain(value)).casefold()

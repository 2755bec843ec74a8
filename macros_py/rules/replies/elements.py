"""The five elements of a reply and the words that show them (附件1 一.3), 待甲方确认."""

import re
from collections.abc import Mapping

DEFAULT_ELEMENTS: Mapping[str, str] = {
    "联系情况": "联系；电联；致电；来电人表示；与诉求人沟通；当面沟通",
    "核实情况": "核实；经查；经了解；现场查看；实地；勘察；调查",
    "办理过程": "协调；安排；督促；要求；组织；派人；维修；清理；整改；处置",
    "办理结果": "已解决；已完成；已办结；已修复；已清理；未解决；无法解决；正在办理；预计",
    "诉求人意见": "诉求人表示；来电人表示；市民表示；满意；不满意；认可；不认可；无异议",
}
"""Element → its words, until the township has settled them."""

_BETWEEN = re.compile(r"[；;、，,\s]+")


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a cell of 表示词."""
    return tuple(word for word in _BETWEEN.split(text) if word)


def lacking(text: str, elements: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the elements of which a reply has no word, in their order.

    An element without words is not looked for.
    """
    return tuple(
        name
        for name, words in elements.items()
        if words and not any(word in text for word in words)
    )

"""A place without its house number, which is personal data (rules 8)."""

import re

from workbook.values.text import plain

OMITTED = "（门牌已略）"
"""Stands for a place that is nothing but a house number."""

_NUMERAL = "[〇零一二三四五六七八九十百]"
_NAME = (
    r"号?(?:村|新村|社区|小区|街区|屯|庄|镇|乡|营|线|地|路|街|巷|胡同|区|里|期|队|组|环|桥"
    r"|国道|省道|县道|高速)|号院社区"
)
"""After a number: it is part of a name, as in 1号线, 五号村, 二区."""

_HOUSE = re.compile(
    rf"""
    (?!^)(?<!\d)(?:[第附甲乙丙丁戊]|[A-Za-z]++\.?)?\d++(?!{_NAME})  # 村12, 村甲15, 园A501
    | (?<!\d)[附甲乙丙丁戊]?\d++(?!{_NAME})\s*
      (?:[号號#＃栋幢棟楼层室户排门弄座院家]|单元|[-－–—之]\s*\d)
    | [第附甲乙丙丁戊]?{_NUMERAL}++(?!{_NAME})\s*
      (?:号楼|号院|[号號栋幢棟楼层室户排弄]|单元|门(?=\d|{_NUMERAL}|\s*$))(?!{_NAME})
    | (?<=[村街路巷]){_NUMERAL}++\s*$
    | 门牌
    """,
    re.VERBOSE,
)


def without_house_number(value: object) -> str:
    """``安定镇东白塔村12号`` → ``安定镇东白塔村``; a place without one stays as it is.

    A number at the front that nothing marks as a house number is taken for a code: ``05 安定镇``.
    """
    whole = text = plain(value)
    while found := _HOUSE.search(text):
        text = text[: found.start()].rstrip(" ，,、(（-—之")
    return text or (OMITTED if whole else "")

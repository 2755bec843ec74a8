"""A place without its house number, which is personal data (rules 8)."""

import re

from workbook.text import plain

_NUMBER = r"(?:[0-9０-９]+|[〇零一二三四五六七八九十百]+)"
_HOUSE = re.compile(
    rf"""
    [甲乙丙丁]?[0-9０-９A-Za-z]*{_NUMBER}(?:[-－—之][0-9０-９]+)*\s*
    (?:号楼|号院|号(?!村|社区|屯|庄|镇|乡|线|地)|单元|栋|幢|楼|层|室|户|巷\d|排)
    | [0-9０-９]+(?:[-－—][0-9０-９]+)+\s*$  # 3-2-501
    | 门牌
    """,
    re.VERBOSE,
)


def without_house_number(value: object) -> str:
    """``安定镇东白塔村12号`` → ``安定镇东白塔村``; a place without one stays as it is."""
    text = plain(value)
    found = _HOUSE.search(text)
    return text[: found.start()].rstrip(" ，,、(（-—") if found else text

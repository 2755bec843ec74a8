"""催办单.xlsx filled: a sheet for each 承办单位, and 消息."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from macros_py.desk.reports.blocks import moment_text
from macros_py.desk.urging.urged import Urge, UrgedUnit
from workbook.reading.sheets import open_book
from workbook.values.text import masked
from workbook.xlsx.filling.template import Fill, Value, fill, legal_titles

SHEET, MESSAGES = "催办单", "消息"
_NO_FILE = re.compile(r'[<>"|]')
"""What a sheet's title may hold and no file name of Windows."""

_PART = re.compile(r"[^，；、：]*[，；、：]?")
_ROOM, _LATIN = 45, 0x2E7F
"""Ems in the column of the template; the last character that is not as broad as high."""


def urge_workbook(
    units: Sequence[UrgedUnit],
    template: bytes,
    as_of: datetime,
    source: str,
    banners: Sequence[str] = (),
) -> bytes:
    """Return the workbook's bytes; ``units`` is not empty. Raises TemplateError."""
    page = {"来源": f"截至{moment_text(as_of)}　来源：{masked(source)}".replace("&", "&&")}
    titles = sheet_titles(units)
    said = "　".join(f"【{banner}】" for banner in banners)
    sheets = [
        (title, _form(unit, said, as_of, page)) for title, unit in zip(titles, units, strict=True)
    ]
    messages = [
        {"消息_单位": unit.name, "消息_内容": in_lines(unit.message(as_of))} for unit in units
    ]
    return fill(template, Fill(tables=[messages], page=page), {SHEET: sheets})


def sheet_titles(units: Sequence[UrgedUnit]) -> list[str]:
    """Return the title of each unit's sheet."""
    return legal_titles([MESSAGES, *(unit.name for unit in units)])[1:]


def beside(day: Path, unit: UrgedUnit) -> Path:
    """Return where the 催办单 of one unit goes: beside a day's own that holds other units' sheets.

    Raises the refusals of reading that one.
    """
    (title,) = sheet_titles([unit])
    if not day.exists() or set(open_book(day).visible) <= {title, MESSAGES}:
        return day
    return day.with_stem(f"{day.stem}_{_NO_FILE.sub('-', title).rstrip('. ')}")


def in_lines(text: str) -> str:
    """Break a message between its parts, so that no case number breaks at its hyphens."""
    lines = [""]
    for part in _PART.findall(text):
        if lines[-1] and _breadth(lines[-1] + part) > _ROOM:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def _breadth(text: str) -> float:
    """Return how broad a text is, in ems, Latin letters as broad as the broadest usual font's."""
    return sum(1 if ord(character) > _LATIN else 0.6 for character in text)


def _form(unit: UrgedUnit, banners: str, as_of: datetime, page: dict[str, str]) -> Fill:
    counts = "　".join(f"{category} {count} 项" for category, count in unit.counts.items())
    values: dict[str, Value] = {
        "催办_单位": unit.name,
        "催办_截至": moment_text(as_of),
        "催办_合计": f"工单 {unit.cases} 件：{counts}",
        "催办_提示": banners,
    }
    return Fill(values, [[_line(urge) for urge in unit.urges]], page)


def _line(urge: Urge) -> dict[str, Value]:
    owed = urge.owed
    mending = urge.times is None
    return {
        "催办_类别": urge.category,
        "催办_工单编号": owed.case,
        "催办_问题分类": urge.topic,
        "催办_村社区": urge.place,
        "催办_环节": owed.stage,
        "催办_时限": _due(urge),
        "催办_逾期或剩余": owed.left if owed.due or mending else "未报",
        "催办_第几次": "" if mending else f"第{urge.times}次",
    }


def _due(urge: Urge) -> str:
    """Return when it was due, or which month's report is missing."""
    if urge.owed.due:
        return f"{urge.owed.due:%Y-%m-%d %H:%M}"
    return "" if urge.times is None else urge.owed.status

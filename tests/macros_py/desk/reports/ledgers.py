"""Random ledgers of a hotline desk, with the faults and gaps that real ones have; all invented."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl

AS_OF = datetime(2024, 3, 20, 15)
FIRST = datetime(2023, 12, 26)
HEADERS = {
    "case": "工单编号",
    "channel": "来源渠道",
    "system": "来源系统",
    "came": "派单时间",
    "got": "接收时间",
    "sent": "转派时间",
    "ours": "是否镇属",
    "back": "退回时间",
    "unit": "承办单位",
    "contact": "首次联系时间",
    "feedback": "阶段反馈时间",
    "closed": "办结时间",
    "held": "挂账时间",
    "freed": "销账时间",
    "called": "回访时间",
    "valid": "是否有效回访",
    "responded": "是否响应",
    "resolved": "是否解决",
    "satisfied": "是否满意",
    "excluded": "不纳入考核",
    "category": "问题分类",
    "place": "村社区",
    "phone": "联系电话",
}
CATEGORIES = (
    *("市政->路灯->不亮", "市政->路灯->损坏", "市政->供水", "农业->灌溉->缺水"),
    *("环卫->垃圾->清运", "公共->供暖->不热", "公共->供暖->漏水", "噪音", ""),
)
PLACES = ("东白塔村", "西白塔村", "善台子村", "兴安社区", "站上社区", "")
UNITS = ("规划科", "环保科", "农业科", "综治办", "")
Case = dict[str, object]


def cases(seed: int, count: int = 150) -> list[Case]:
    """Return random cases, in a random order."""
    chance = random.Random(seed)
    span = int((AS_OF - FIRST).total_seconds()) + 5 * 86400
    return [_case(chance, number, span) for number in range(count)]


def _case(chance: random.Random, number: int, span: int) -> Case:
    came = FIRST + timedelta(seconds=chance.randrange(span))

    def later(hours: float, likely: float) -> datetime | str | None:
        if chance.random() > likely:
            return None
        if chance.random() < 0.02:
            return "待定"
        moment = came + timedelta(seconds=int(hours * 3600 * chance.uniform(-0.02, 1.4)))
        return moment.replace(microsecond=0)

    answered = chance.random() < 0.7
    return {
        "case": f"JS-{chance.randrange(number + 1):05}"
        if chance.random() < 0.04
        else f"JS-{number:05}",
        "channel": chance.choice(["电话", "网络", None]),
        "system": chance.choice(["市级", "区级"]),
        "came": chance.choice(["待定", None]) if chance.random() < 0.03 else came,
        "got": later(0.5, 0.95),
        "sent": later(1.2, 0.9),
        "ours": chance.choice(["是", "是", "是", None, "否"]),
        "back": later(3, 0.1),
        "unit": chance.choice(UNITS),
        "contact": later(2, 0.8),
        "feedback": later(24, 0.8),
        "closed": later(160, 0.8),
        "held": later(100, 0.06),
        "freed": later(400, 0.03),
        "called": later(200, 0.7),
        "valid": chance.choice(["是", "是", "是", "否"]) if answered else None,
        "responded": chance.choice(["是"] * 8 + ["否", None]) if answered else None,
        "resolved": chance.choice(["解决"] * 6 + ["未解决", "部分解决", None])
        if answered
        else None,
        "satisfied": (
            chance.choice(["满意"] * 4 + ["基本满意", "不满意", "未评价", None])
            if answered
            else None
        ),
        "excluded": chance.choice([None] * 8 + ["是", "待复核", "驳回"]),
        "category": chance.choice(CATEGORIES),
        "place": chance.choice(PLACES),
        "phone": chance.choice(["", "138****0001", "12345", *(f"1380013800{n}" for n in range(6))]),
    }


def write(path: Path, rows: Sequence[Case], headers: Mapping[str, str] = HEADERS) -> Path:
    """Write cases as a ledger with these columns."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "案件台账"
    sheet.append(list(headers.values()))
    for number, row in enumerate(rows, 2):
        for column, key in enumerate(headers, 1):
            if row[key] not in ("", None):
                cell = sheet.cell(number, column, row[key])
                if cell.data_type == "f":
                    cell.data_type = "s"
    book.save(path)
    return path

"""A ledger and an evaluation workbook full of marked personal data, and a search for it.

Every phone and identity number is planted once, so that a leak says which cell it came from, and
each is spelled in another way; the search finds its digits however they are spaced. All of them are
made up.
"""

import html
import io
import re
import subprocess
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path

from openpyxl import Workbook

from tests.evaluations import BEST, form_row, write_evaluation
from tests.spellings import IDENTITIES, MOBILES

DAY = datetime(2024, 1, 8, 10)
SPACING = dict.fromkeys(map(ord, "-.,/_~·()‐‑–—\u200b\u200d\ufeff \t\n"))
HOUSES = (
    *("{}号院", " {}", "{}", "2#{}", "甲{}", "{}门", "{}號", "{}-3", "12-{}", "A座{}", "附{}号"),
    *("（{}号）", "3门{}", "{}号楼", "第{}家"),
)
GLYPHS = re.compile(rb"<[0-9A-Fa-f\s]+>|[0-9]*\.[0-9]+|[0-9]{10} [0-9]{5} [nf]")
"""Numbers of glyphs and places on a page are nobody's; pdftotext reads what stands there."""
BEGINNING = 6
"""Characters: many secrets begin alike; where their beginning does not stand, none of them does."""
OPEN_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


@dataclass
class Plants:
    """Hands out personal data and remembers where it was put: secret → place."""

    placed: dict[str, str] = field(default_factory=dict)

    def phone(self, place: str) -> str:
        return self._spelled(place, MOBILES, self._mobile())

    def plain_phone(self, place: str) -> str:
        """Return a number that may stand in the name of a file or a sheet."""
        return self._spelled(place, ("{}{}{}",), self._mobile())

    def identity(self, place: str) -> str:
        count = len(self.placed)
        return self._spelled(
            place, IDENTITIES, ("110105", f"19{50 + count % 40}0307", f"{count:03}X")
        )

    def house(self, place: str) -> str:
        number = f"{880_100_000 + len(self.placed)}"  # so long that no digest holds it by chance
        return self._spelled(place, HOUSES, (number,))

    def _mobile(self) -> tuple[str, str, str]:
        return ("139", f"{len(self.placed):04}", f"{7000 + len(self.placed):04}")

    def _spelled(self, place: str, ways: Sequence[str], parts: Sequence[str]) -> str:
        text = ways[len(self.placed) % len(ways)].format(*parts)
        self.placed["".join(parts)] = f"{place} {text!r}"
        return text

    def mark(self, place: str, text: str) -> str:
        self.placed[text] = place
        return text

    def both(self, place: str, text: str = "") -> str:
        """Return a text with a phone and an identity number in it."""
        return f"{text}联系{self.phone(place)}，证件{self.identity(place)}。"


HEADERS = (
    *("工单编号", "来源系统", "来源渠道", "来电时间", "派单时间", "接收时间", "转派时间"),
    *("是否镇属", "特殊情况", "审批时间", "承办单位", "时限等级", "首次联系时间", "办结时间"),
    *("挂账时间", "挂账汇报日期", "回访时间", "是否有效回访", "是否响应", "是否解决", "是否满意"),
    *("不纳入考核", "零分工单", "问题分类", "村社区", "标题", "诉求内容", "回复内容", "诉求人"),
    *("联系电话", "坐席员", "备注"),
)


def write_ledger(path: Path, plants: Plants) -> Path:
    """Write 24 cases; what is no case number and no good time is marked personal data."""
    book = Workbook()
    sheet = book.active
    sheet.title = f"案件台账{plants.plain_phone('台账工作表名')}"
    sheet.append([plants.both("台账标题行")])
    sheet.append(HEADERS)
    for number in range(24):
        sheet.append(_case(number, plants))
    sheet.append([f"合计 {plants.phone('合计行')}", None, None, None, None, 24])
    other = book.create_sheet(f"说明{plants.plain_phone('别的工作表名')}")
    other.append([plants.both("别的工作表")])
    book.save(path)
    return path


def _case(number: int, plants: Plants) -> list[object]:
    row: dict[str, object] = {
        "工单编号": f"DX-{number:04}",
        "来源系统": plants.both("来源系统", "市级"),
        "来源渠道": plants.both("来源渠道", "电话"),
        "派单时间": DAY,
        "接收时间": DAY.replace(minute=20),
        "转派时间": DAY.replace(hour=11),
        "承办单位": plants.both("承办单位", "规划科"),
        "首次联系时间": DAY.replace(hour=12),
        "办结时间": DAY.replace(day=10),
        "回访时间": DAY.replace(day=11),
        "是否有效回访": "是",
        "是否响应": "否",
        "是否解决": "未解决",
        "是否满意": "不满意",
        "问题分类": plants.both("问题分类", "市政->路灯"),
        "村社区": f"东白塔村{plants.house('门牌')}，{plants.phone('村社区')}",
        "标题": plants.mark("标题", f"标记标题甲{number:02}乙") + plants.both("标题"),
        "诉求内容": plants.mark("诉求内容", f"标记内容丙{number:02}丁") + plants.both("诉求内容"),
        "回复内容": plants.mark("回复内容", f"标记回复戊{number:02}己") + plants.both("回复内容"),
        "诉求人": plants.mark("诉求人", f"标记姓名庚{number:02}辛"),
        "联系电话": plants.phone("联系电话"),
        "坐席员": plants.both("坐席员", "坐席甲"),
        "备注": plants.both("备注"),
    }
    # a cell of each kind that cannot be read is told with its value
    for place, header in enumerate((*_TIMES, *_WORDS)):
        if number == place:
            row[header] = plants.both(header)
    return [row.get(header) for header in HEADERS]


_TIMES = (
    *("来电时间", "派单时间", "接收时间", "转派时间", "审批时间", "首次联系时间", "办结时间"),
    *("挂账时间", "挂账汇报日期", "回访时间"),
)
_WORDS = (
    *("时限等级", "特殊情况", "是否镇属", "是否有效回访", "是否响应", "是否解决", "是否满意"),
    *("不纳入考核", "零分工单"),
)


def settings(plants: Plants) -> dict[str, object]:
    """Return 合同设置 with marked texts; what identifies the contract and account stays."""
    return {
        "合同编号": "AD-2025-1",
        "服务起始日已确认": "是",
        **{
            key: plants.both(f"合同设置 {key}", key)
            for key in ("合同名称", "甲方", "乙方", "收款户名", "开户银行", "验收部门")
        },
        "建议阈值-案件接收、派单": "95%,85%,70%",
    }


def evaluation_rows(plants: Plants) -> dict[str, list[list[object]]]:
    """Return rows of every sheet that people fill."""
    team = plants.both("评估对象", "甲组")
    worse = ["迟到、早退10分钟以内", "较好", "不及时", *BEST[3:]]
    return {
        "考核评分": [
            form_row(team, worse, opinion=plants.both("评估意见", "意见")),
            form_row("乙组", opinion=plants.both("评估意见")),
        ],
        "违约违规": [
            [
                "第1季度",
                team,
                "零分工单",
                plants.both("违约违规 说明"),
                "DX-0003",
                plants.both("认定人", "王某"),
                date(2024, 3, 1),
            ],
            ["第1季度", "乙组", "零分工单", plants.both("违约违规 说明"), "", "", None],
        ],
        "其他扣款": [
            [
                "第1季度",
                plants.both("其他扣款 条款", "3.3"),
                plants.both("其他扣款 文号"),
                plants.both("其他扣款 说明"),
                120.5,
            ]
        ],
        "发票": [
            ["第1季度", "24112000000012345678", 1000, date(2024, 4, 1)],
            ["第1季度", plants.both("发票 号码"), 10, date(2024, 4, 1), plants.both("发票 种类")],
        ],
        "乙方意见": [
            [
                "第1季度",
                "乙组",
                "数据分析",
                "及时",
                plants.both("乙方意见 理由"),
                plants.both("乙方意见 依据工单"),
                plants.both("乙方意见 提出人", "李某"),
                date(2024, 3, 20),
                "不采纳",
                plants.both("乙方意见 答复理由"),
                plants.both("乙方意见 答复人", "王某"),
                date(2024, 3, 21),
            ],
            ["第1季度", "", "", plants.both("乙方意见 主张"), plants.both("乙方意见 理由")],
        ],
        "考勤": [
            [
                date(2024, 1, 5),
                plants.both("考勤 姓名", "张"),
                "迟到",
                12,
                plants.both("考勤 说明"),
            ],
            [date(2024, 1, 6), "张", plants.both("考勤 类型"), 3, ""],
            [date(2024, 1, 7), "张", plants.plain_phone("考勤 类型"), 3, ""],
        ],
        "人员": [
            [
                plants.both("人员 姓名", "李"),
                "离职",
                date(2024, 1, 5),
                plants.both("人员 对应空缺"),
                plants.both("人员 说明"),
            ],
            ["赵", "到岗", date(2024, 1, 9), plants.both("人员 对应空缺"), ""],
        ],
        "分析报告": [
            ["周汇总", "2024年第2周", date(2024, 1, 15)],
            [plants.both("分析报告 类型"), plants.both("分析报告 期间"), date(2024, 1, 15)],
        ],
        "节假日": [[date(2024, 2, 9), plants.both("节假日 名称"), "是"]],
    }


def write_evaluation_of(
    path: Path,
    plants: Plants,
    *,
    changed: Mapping[str, object] | None = None,
    rows: Mapping[str, list[list[object]]] | None = None,
) -> Path:
    """Write the evaluation workbook; ``changed`` settings and ``rows`` replace the good ones."""
    return write_evaluation(
        path,
        settings={**settings(plants), **(changed or {})},
        rows={**evaluation_rows(plants), **(rows or {})},
    )


def produced(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every byte of a file that somebody could read: as it is, unzipped, a PDF as text."""
    content = path.read_bytes()
    yield path.name, content
    if content.startswith(b"PK"):
        yield from _unzipped(path.name, content)
    if content.startswith(b"%PDF"):
        for way in ("-layout", "-raw"):
            done = subprocess.run(
                ["pdftotext", way, str(path), "-"], capture_output=True, check=True
            )
            yield f"{path.name} {way}", b"".join(done.stdout.split())
        for number, stream in enumerate(OPEN_STREAM.findall(content)):
            try:
                plain = GLYPHS.sub(b"", zlib.decompressobj().decompress(stream))
                yield f"{path.name} stream {number}", plain
            except zlib.error:
                continue


def _unzipped(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for part in package.namelist():
            data = package.read(part)
            yield f"{name}/{part}", data
            if data.startswith(b"PK"):
                yield from _unzipped(f"{name}/{part}", data)


def leaks(name: str, content: bytes, plants: Plants) -> Iterator[str]:
    """Name every planted secret that stands in ``content``, in any encoding and spacing."""
    plain, zeros = _plain(content), b"\0" in content

    def stands(text: str) -> bool:
        return text in plain or any(form in content for form in _forms(text, zeros=zeros))

    beginnings = {secret[:BEGINNING] for secret in plants.placed}
    here = {beginning for beginning in beginnings if stands(beginning)}
    for secret, place in plants.placed.items():
        if secret[:BEGINNING] in here and stands(secret):
            yield f"{name}：{place} {secret}"


@cache
def _forms(secret: str, *, zeros: bool) -> tuple[bytes, ...]:
    """Return the ways to write a secret down; those with zero bytes only where there are any."""
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) > 127 else c for c in secret)
    entities = "".join(f"&#{ord(c)};" if ord(c) > 127 else c for c in secret)
    texts = (text.encode() for text in (secret, escaped, entities))
    encoded = (secret.encode(code) for code in ("utf-16-le", "utf-16-be", "gb18030"))
    forms = dict.fromkeys((*texts, *encoded))
    return tuple(form for form in forms if zeros or b"\0" not in form)


def _plain(content: bytes) -> str:
    """Return the text with what escapes characters, spaces digits or widens them undone."""
    text = html.unescape(content.decode(errors="replace"))
    text = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)
    return unicodedata.normalize("NFKC", text).translate(SPACING)

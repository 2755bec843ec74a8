"""Field names of the ledger, the headers that mean them, and finding the header row (rules 2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from workbook.values.headers import SEARCHED_ROWS, normalised
from workbook.values.refusals import HeaderError


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ALIASES: Mapping[str, tuple[str, ...]] = {
    "case_id": _words(
        "工单编号 工单号 工单编码 编号 诉求编号 受理编号 热线单号 平台单号 事件编号 案件编号"
    ),
    "system": ("来源系统", "系统来源", "派单系统"),
    "channel": ("来源渠道", "受理渠道", "诉求渠道", "诉求来源", "渠道"),
    "called_at": _words("来电时间 来话时间 受理时间 创建时间 登记时间 反映时间"),
    "dispatched_at": _words("派单时间 分派时间 派发时间 下派时间 交办时间 市交办时间 区交办时间"),
    "received_at": ("接收时间", "签收时间", "接单时间"),
    "transferred_at": _words("转派时间 转办时间 转交时间 内派时间 二次派单时间"),
    "in_township": ("是否镇属", "是否属地", "是否本镇"),
    "verified_at": ("核实时间", "科室核实时间"),
    "returned_at": ("退回时间", "退单时间", "转派退回时间"),
    "special": ("特殊情况", "是否特殊", "是否群体性", "群体性诉求", "是否突发事件"),
    "approved_at": ("审批时间", "领导审批时间"),
    "unit": _words(
        "承办单位 主办单位 办理单位 处理单位 责任单位 处理部门 承办科室 二级承办单位 "
        "主责单位 转办二级单位 二级承办单位简称 承办科室名称"
    ),
    "limit_class": ("时限等级", "处理时限", "紧急程度"),
    "first_contact_at": ("首次联系时间", "首次响应时间", "联系诉求人时间"),
    "feedback_at": ("阶段反馈时间", "24小时反馈时间", "初步反馈时间"),
    "closed_at": ("办结时间", "完成时间", "结案时间", "提交办结时间"),
    "suspended_at": ("挂账时间", "挂账日期", "挂件时间"),
    "released_at": ("销账时间", "销账日期"),
    "progress_dates": ("挂账汇报日期", "挂账汇报时间", "汇报记录"),
    "callback_at": ("回访时间",),
    "callback_valid": ("是否有效回访", "有效回访", "是否接通"),
    "responded": ("是否响应", "是否联系", "工作人员是否联系市民", "响应情况"),
    "resolved": ("是否解决", "解决情况", "问题是否解决"),
    "satisfied": _words("是否满意 满意度 评价结果 整体满意度 最终满意度 满意情况"),
    "excluded": _words("不纳入考核 不计入考核 不计入评价 剔除 是否纳入考核 是否考核"),
    "zero_score": ("零分工单", "是否零分"),
    "category": ("问题分类", "诉求分类", "事项分类", "一级分类"),
    "place": ("村社区", "所在村社区", "村居", "社区", "行政村"),
    "title": ("标题", "工单标题", "诉求标题"),
    "content": ("诉求内容", "主要内容", "反映内容", "来电内容"),
    "reply": ("回复内容", "办理结果", "处理结果", "答复内容"),
    "caller": ("诉求人", "反映人", "来电人"),
    "phone": ("联系电话", "来电号码"),
    "seat": ("坐席员", "经办人", "值守人员"),
    "case_id2": ("另一系统编号", "市级工单编号", "区级工单编号", "关联工单号"),
    "category2": ("二级分类", "二级问题分类"),
    "category3": ("三级分类", "三级问题分类"),
    "category4": ("四级分类", "四级问题分类"),
    "return_reason": ("退单原因", "退回原因", "退回理由"),
    "suspend_reason": ("挂账原因", "挂账理由"),
    "suspended": ("是否挂账", "是否挂件"),
    "replied_at": ("回复时间", "答复时间", "归档时间"),
    "repeat_mark": ("是否重复", "重复工单", "重复件"),
}
"""Field → its headers, the template's own first; the fields that end in ``_at`` are times."""

TURNED_ROUND = frozenset({"是否纳入考核", "是否考核"})
"""The headers whose 是 means that the case is *not* excluded."""

FROM_CITY, FROM_DISTRICT = "市交办时间", "区交办时间"
"""A ledger of both systems (contract 2.1): the district's time where there is one."""

REQUIRED = ("case_id", "dispatched_at")
CLEAR_LEDGER = 5
"""A sheet with this many known fields is meant as a ledger even when a required one is missing."""


_FIELD_OF = {normalised(name): known for known, names in ALIASES.items() for name in names}
_ENOUGH_ALIKE = 0.4
_OWN = {known: normalised(names[0]) for known, names in ALIASES.items()}


def template_header(name: str) -> str:
    """``dispatched_at`` → 派单时间; a name that is no field comes back as it is."""
    return ALIASES[name][0] if name in ALIASES else name


def field_named(name: str) -> str | None:
    """``派单时间``, ``交办时间`` or ``dispatched_at`` → ``dispatched_at``; None for other names."""
    return name if name in ALIASES else _FIELD_OF.get(normalised(name))


def closest_field(header: str) -> str | None:
    """Give the field whose headers are most like one that nobody recognised, None for none."""
    (likeness, best), *_ = _by_likeness(header)
    return best if likeness >= _ENOUGH_ALIKE else None


def closest_fields(header: str, most: int) -> list[str]:
    """Give so many fields, those with the headers most like a given one first."""
    return [name for _, name in _by_likeness(header)[:most]]


def _by_likeness(header: str) -> list[tuple[float, str]]:
    text = normalised(header)
    alike = [
        (
            max(
                SequenceMatcher(None, text, normalised(known), autojunk=False).ratio()
                for known in names
            ),
            name,
        )
        for name, names in ALIASES.items()
    ]
    return sorted(alike, key=lambda pair: -pair[0])


@dataclass(frozen=True)
class Doubled:
    """Two or more columns that claim one field; the leftmost is used."""

    field: str
    columns: tuple[int, ...]
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Header:
    """A recognised header: rows from 1, columns from 0 within the rows that were searched.

    ``missing`` and ``doubled`` name the required fields that nothing, or too much, stands for.
    ``seconds``: fields with a second column, taken where the first is blank.
    """

    first: int
    last: int
    texts: tuple[str, ...]
    columns: Mapping[str, int] = field(default_factory=dict)
    doubled: tuple[Doubled, ...] = ()
    seconds: Mapping[str, int] = field(default_factory=dict)

    @property
    def unknown(self) -> tuple[int, ...]:
        """Columns with a header that means no field."""
        known = set(self.columns.values())
        return tuple(
            column
            for column, text in enumerate(self.texts)
            if (name := normalised(text)) and column not in known and name not in _FIELD_OF
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """Required fields without a column."""
        return tuple(name for name in REQUIRED if name not in self.columns)

    @property
    def clear(self) -> bool:
        """Whether so many fields are known that a ledger is meant."""
        return len(self.columns) >= CLEAR_LEDGER

    @property
    def torn(self) -> tuple[Doubled, ...]:
        """Required fields with more than one column."""
        return tuple(d for d in self.doubled if d.field in REQUIRED)


def checked_pins(pins: Mapping[str, str] | None) -> dict[str, str]:
    """Give pins as field → normalised header; fields may be named as in `field_named`.

    Raises HeaderError for an unknown field, one pinned twice, or one header for two.
    """
    done: dict[str, str] = {}
    for given, header in (pins or {}).items():
        name, text = field_named(given), normalised(header)
        if name is None:
            names = "、".join(map(template_header, ALIASES))
            raise HeaderError(f"列映射中没有“{given}”这个字段，可用的字段：{names}")
        if not text:
            raise HeaderError(f"列映射“{given}”没有写列名")
        if done.get(name, text) != text:
            raise HeaderError(f"列映射把“{template_header(name)}”指定了两次，请只留一个")
        for other, taken in done.items():
            if taken == text and other != name:
                both = f"{template_header(other)}、{template_header(name)}"
                raise HeaderError(f"列映射把同一列“{header}”指给了两个字段：{both}")
        done[name] = text
    return done


def find_header(
    rows: Sequence[Sequence[object]], pins: Mapping[str, str], first_row: int = 1
) -> Header | None:
    """Find the best header among rows; ``first_row`` is the sheet row of the first.

    One row is preferred to two joined rows, and an upper row to a lower one, unless the other
    recognises more fields. ``pins`` are `checked_pins`. None when nothing at all is recognised.
    """
    numbered = [
        (number, row)
        for number, row in enumerate(rows, first_row)
        if number <= SEARCHED_ROWS and any(cell != "" and cell is not None for cell in row)
    ]
    best: Header | None = None
    for number, row in numbered:
        best = _better(best, _claims(number, number, [_shown(c) for c in row], pins))
    for (upper, top), (lower, bottom) in pairwise(numbered):
        if lower == upper + 1 and (texts := _joined(top, bottom, pins)):
            best = _better(best, _claims(upper, lower, texts, pins))
    return best if best and best.columns else None


def _better(best: Header | None, other: Header) -> Header:
    return other if best is None or len(other.columns) > len(best.columns) else best


def _shown(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _joined(
    top: Sequence[object], bottom: Sequence[object], pins: Mapping[str, str]
) -> list[str] | None:
    """Give each column's header from a two-row header, or None where the lower row is data.

    A merged top cell shows only in its leftmost column, so it reaches right over columns that are
    blank above and filled below.
    """
    known = set(pins.values()) | set(_FIELD_OF)
    if any(not isinstance(cell, str) for cell in bottom if cell is not None):
        return None
    texts: list[str] = []
    group = ""
    for upper, lower in zip(map(_shown, top), map(_shown, bottom), strict=True):
        if upper:
            group = upper
        elif not lower:
            group = ""
        for text in (group + lower, lower, upper if not lower else ""):
            if normalised(text) in known:
                texts.append(text)
                break
        else:
            if upper and lower and normalised(upper) in known:
                return None  # a known header with something below it: the row below is data
            texts.append(group + lower)
    return texts


def _claims(first: int, last: int, texts: Sequence[str], pins: Mapping[str, str]) -> Header:
    """Decide which column stands for which field."""
    claims: dict[str, list[int]] = {}
    pinned = {header: name for name, header in pins.items()}
    headers = list(map(normalised, texts))
    for column, header in enumerate(headers):
        name = pinned.get(header) or _FIELD_OF.get(header)
        if name:
            claims.setdefault(name, []).append(column)
    columns: dict[str, int] = {}
    doubled: list[Doubled] = []
    seconds: dict[str, int] = {}
    for name, found in claims.items():
        own = [c for c in found if headers[c] == pins.get(name)]
        own = own or [c for c in found if headers[c] == _OWN[name]]
        rivals = own or found
        columns[name] = rivals[0]
        claimed = {headers[c]: c for c in rivals}
        if len(rivals) == 2 and claimed.keys() == {FROM_CITY, FROM_DISTRICT}:
            columns[name], seconds[name] = claimed[FROM_DISTRICT], claimed[FROM_CITY]
        elif len(rivals) > 1:
            names = tuple(texts[c] for c in rivals)
            doubled.append(Doubled(name, tuple(rivals), names))
    return Header(first, last, tuple(texts), columns, tuple(doubled), seconds)

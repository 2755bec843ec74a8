"""Random layouts of one ledger sheet: which columns, in what order, under which headers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

HEADERS = {
    "case_id": "工单编号 工单号 工单编码 编号 诉求编号 受理编号 热线单号 平台单号 事件编号 "
    "案件编号",
    "system": "来源系统 系统来源 派单系统",
    "channel": "来源渠道 受理渠道 诉求渠道 诉求来源 渠道",
    "called_at": "来电时间 来话时间 受理时间 创建时间 登记时间 反映时间",
    "dispatched_at": "派单时间 分派时间 派发时间 下派时间 交办时间 市交办时间 区交办时间",
    "received_at": "接收时间 签收时间 接单时间",
    "transferred_at": "转派时间 转办时间 转交时间 内派时间 二次派单时间",
    "in_township": "是否镇属 是否属地 是否本镇",
    "verified_at": "核实时间 科室核实时间",
    "returned_at": "退回时间 退单时间 转派退回时间",
    "special": "特殊情况 是否特殊 是否群体性 群体性诉求 是否突发事件",
    "approved_at": "审批时间 领导审批时间",
    "unit": "承办单位 主办单位 办理单位 处理单位 责任单位 处理部门 承办科室 二级承办单位 "
    "主责单位 转办二级单位 二级承办单位(简称) 承办科室名称",
    "limit_class": "时限等级 处理时限 紧急程度",
    "first_contact_at": "首次联系时间 首次响应时间 联系诉求人时间",
    "feedback_at": "阶段反馈时间 24小时反馈时间 初步反馈时间",
    "closed_at": "办结时间 完成时间 结案时间 提交办结时间",
    "suspended_at": "挂账时间 挂账日期 挂件时间",
    "released_at": "销账时间 销账日期",
    "progress_dates": "挂账汇报日期 挂账汇报时间 汇报记录",
    "callback_at": "回访时间",
    "callback_valid": "是否有效回访 有效回访 是否接通",
    "responded": "是否响应 是否联系 工作人员是否联系市民 响应情况",
    "resolved": "是否解决 解决情况 问题是否解决",
    "satisfied": "是否满意 满意度 评价结果 整体满意度 最终满意度 满意情况",
    "excluded": "不纳入考核 不计入考核 不计入评价 剔除 是否纳入考核 是否考核",
    "zero_score": "零分工单 是否零分",
    "category": "问题分类 诉求分类 事项分类 一级分类",
    "place": "村社区 所在村社区 村居 社区 行政村",
    "content": "诉求内容 主要内容 反映内容 来电内容",
    "phone": "联系电话 来电号码",
    "suspended": "是否挂账 是否挂件",
}
REQUIRED = ("case_id", "dispatched_at")
TIME_FIELDS = (
    *("dispatched_at", "received_at", "transferred_at", "verified_at", "returned_at"),
    *("approved_at", "first_contact_at", "feedback_at", "closed_at", "suspended_at"),
    *("released_at", "callback_at"),
)
OPPOSITE_HEADERS = ("是否纳入考核", "是否考核")
FLAG_HEADERS = (
    *("接收时限", "接收状态", "转派时限", "转派状态", "退回时限", "退回状态"),
    *("首次联系时限", "首次联系状态", "阶段反馈时限", "阶段反馈状态", "办结时限", "办结状态"),
    *("挂账月报状态", "回访状态", "总体状态", "下一时限", "剩余分钟", "剩余或已超"),
)
PINNED_HEADERS = {"received_at": "我方收单", "closed_at": "最后日子", "unit": "交给谁办"}


@dataclass(frozen=True)
class Column:
    """One column: the field it is read as (None for none), what it is filled with, its header."""

    field: str | None
    filled_as: str | None
    header: str
    shown: str
    month_first: bool = False


@dataclass(frozen=True)
class Choice:
    """What all sheets of one ledger share."""

    fields: tuple[str, ...]
    pinned: tuple[str, ...]


def random_choice(rng: random.Random) -> Choice:
    drop = rng.choice((0.0, 0.0, 0.08))
    fields = [field for field in HEADERS if field in REQUIRED or rng.random() >= drop]
    pinned = [field for field in PINNED_HEADERS if field in fields and rng.random() < 0.1]
    return Choice(tuple(fields), tuple(pinned))


def random_columns(rng: random.Random, choice: Choice) -> list[Column]:
    """Shuffled columns, with strangers, second claimants and stale flag columns among them."""
    columns = [_column(rng, field, pinned=field in choice.pinned) for field in choice.fields]
    rng.shuffle(columns)
    for header in ("备注", "序号", "流转单号备查"):
        if rng.random() < 0.3:
            columns.insert(rng.randrange(len(columns) + 1), Column(None, None, header, header))
    if rng.random() < 0.4:
        _add_second_claimant(rng, columns)
    roll = rng.random()
    stale = FLAG_HEADERS if roll < 0.15 else FLAG_HEADERS[:5] if roll < 0.3 else ()
    columns += [Column(None, None, header, header) for header in stale]
    return columns


def _column(rng: random.Random, field: str, pinned: bool) -> Column:
    names = HEADERS[field].split()
    header = names[0] if rng.random() < 0.5 else rng.choice(names)
    if pinned:
        header = PINNED_HEADERS[field]
    month_first = field in TIME_FIELDS and rng.random() < 0.05
    return Column(field, field, header, _decorated(rng, header), month_first)


def _decorated(rng: random.Random, header: str) -> str:
    """Spaces, line breaks, punctuation, a trailing *, （必填） or ： do not count."""
    roll = rng.random()
    if roll < 0.8:
        return header
    middle = len(header) // 2
    return rng.choice(
        (
            f"{header}*",
            f"{header}（必填）",
            f"{header}(必填)",
            f"{header}：",
            f" {header} ",
            f"{header[:middle]}\n{header[middle:]}",
            f"{header[:middle]} {header[middle:]}",
        )
    )


def _add_second_claimant(rng: random.Random, columns: list[Column]) -> None:
    """The exact template header wins; without one the leftmost (not for the required two)."""
    places = [
        index
        for index, column in enumerate(columns)
        if column.field in TIME_FIELDS and column.header in HEADERS[column.field].split()
    ]
    index = rng.choice(places)
    winner = columns[index]
    exact, *aliases = HEADERS[winner.field].split()
    spare = [alias for alias in aliases if alias != winner.header]
    if not spare or (winner.field in REQUIRED and winner.header != exact):
        return
    loser = Column(None, winner.field, spare[0], spare[0])
    after = rng.randrange(index + 1, len(columns) + 1)
    anywhere = rng.randrange(len(columns) + 1)
    columns.insert(anywhere if winner.header == exact else after, loser)

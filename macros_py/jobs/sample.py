"""Invented cases and forms for the demo: every status, several data faults, no real person."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from workbook.values.records import FINAL

CASES = 3_000
START, AS_OF = datetime(2023, 12, 26), datetime(2024, 3, 26, 9, 0)
ZERO_SCORE = (17, 1717)
LABEL = "示例数据，均为虚构"
UNITS = ("示例城建科", "示例环保科", "示例综治办", "示例农业科", "示例一村", "示例二村", "示例三村")
PLACES = ("示例一村", "示例二村", "示例三村", "示例社区")
CATEGORIES = (
    "市容环卫->垃圾清运->清运不及时",
    "公共服务->供暖->室温不达标",
    "农村管理->宅基地->邻里纠纷",
    "城乡建设->道路->路面破损",
    "市场管理->物业->收费争议",
)
Row = dict[str, object]


def cases(count: int = CASES, seed: int = 20240326) -> Iterator[Row]:
    """Yield invented cases, header → value, in the order of 派单时间; the same for a seed."""
    chance = random.Random(seed)  # noqa: S311
    seconds = int((AS_OF - START).total_seconds())
    for number, offset in enumerate(sorted(chance.randrange(seconds) for _ in range(count)), 1):
        yield _faulty(_case(number, START + timedelta(seconds=offset), chance), number)


def forms() -> list[list[object]]:
    """Return rows of 考核评分: three final forms of 第1季度."""
    best = ["正常出勤", "好", *["及时"] * 6]
    good = ["正常出勤", "好", "及时", "基本及时", *["及时"] * 4]
    weak = ["迟到、早退10分钟以内", "较好", *["基本及时"] * 3, "及时", "基本及时", "及时"]
    missing = "数据分析缺报系节假日，已说明"
    told = (
        ("示例坐席一组", best, "服务平稳"),
        ("示例坐席二组", good, "督办可更主动"),
        ("示例坐席三组", weak, "派单偏慢，限期改进"),
    )
    return [
        ["第1季度", date(2024, 3, 26), subject, *chosen, f"示例：{said}；{missing}", FINAL]
        for subject, chosen, said in told
    ]


def events() -> list[list[object]]:
    """Return rows of 违约违规: one confirmed, one that nobody has confirmed yet."""
    confirmed = ("示例：未按时回复", "示例-000017", "示例负责人", AS_OF.date())
    return [
        ["第1季度", "示例坐席三组", "零分工单", *confirmed],
        ["第1季度", "示例坐席二组", "零分工单", "示例：待核实", "示例-000023", None, None],
    ]


def other_deductions() -> list[list[object]]:
    """Return rows of 其他扣款."""
    return [["第1季度", "3.3", "示例函〔2024〕1号", "示例：设备损坏赔偿", Decimal("350.00")]]


def attendance() -> list[list[object]]:
    """Return rows of 考勤: one of them exactly 10 minutes late."""
    return [
        [date(2024, 1, 9), "示例坐席甲", "迟到", 4, "示例：道路结冰"],
        [date(2024, 2, 20), "示例坐席乙", "早退", 10, "示例"],
        [date(2024, 3, 5), "示例坐席丙", "迟到", 16, "示例"],
    ]


def staff() -> list[list[object]]:
    """Return rows of 人员: filled on the 15th day, too late, and a return within 3 days."""
    return [
        ["示例坐席丁", "离职", date(2024, 1, 3), None, "示例"],
        ["示例坐席戊", "到岗", date(2024, 1, 18), "示例坐席丁", "示例：第15天到岗"],
        ["示例坐席己", "离职", date(2024, 2, 1), None, "示例"],
        ["示例坐席庚", "到岗", date(2024, 2, 20), "示例坐席己", "示例"],
        ["示例坐席辛", "要求退回", date(2024, 3, 1), None, "示例：多次误派"],
        ["示例坐席辛", "退回", date(2024, 3, 4), None, "示例"],
        ["示例坐席壬", "补充", date(2024, 3, 12), "示例坐席辛", "示例"],
    ]


def reports() -> list[list[object]]:
    """Return rows of 分析报告: one week and one month are missing."""
    sunday = date(2023, 12, 31)
    weeks = [sunday + timedelta(days=7 * number) for number in range(13) if number != 6]
    rows: list[list[object]] = [
        ["周汇总", f"{day - timedelta(days=6)}至{day}", day + timedelta(days=1)] for day in weeks
    ]
    return [
        *rows,
        ["月分析", "2023-12", date(2024, 1, 4)],
        ["月分析", "2024-01", date(2024, 2, 5)],
    ]


def settings() -> dict[str, object]:
    """Return what the sample township has filled into 合同设置; the start date is not confirmed."""
    return {"合同编号": "示例-2023-012345", "验收部门": "示例市民诉求处置中心"}


def thresholds() -> dict[str, str]:
    """Return what the sample township suggests options by; the form of 三组 chose otherwise."""
    return {"建议阈值-案件接收、派单": "95%,85%,70%", "建议阈值-数据分析": "90%,80%,60%"}


def _case(number: int, dispatched: datetime, chance: random.Random) -> Row:
    def later(start: datetime, usual: float, limit: float, late: float) -> datetime | None:
        hours = limit * chance.uniform(1.01, 1.6) if chance.random() < late else usual
        moment = start + timedelta(seconds=int(hours * 3600 * chance.uniform(0.15, 1)))
        return moment if moment <= AS_OF else None

    row: Row = {
        "工单编号*": f"示例-{number:06}",
        "来源系统": chance.choice(["市级", "区级"]),
        "来源渠道": chance.choice(["电话", "网络"]),
        "来电时间": dispatched - timedelta(minutes=chance.randrange(5, 240)),
        "派单时间*": dispatched,
        "承办单位": chance.choice(UNITS),
        "时限等级": chance.choices(["", "一般", "紧急", "特急", "疑难"], [70, 15, 8, 3, 4])[0],
        "问题分类": chance.choice(CATEGORIES),
        "村社区": chance.choice(PLACES),
        "标题": "示例标题",
        "诉求内容": "示例诉求内容",
        "诉求人": "示例诉求人",
        "联系电话": "00000000000",
        "坐席员": chance.choice(["示例坐席甲", "示例坐席乙", "示例坐席丙"]),
        "是否镇属": "是",
        "零分工单": "是" if number in ZERO_SCORE else None,
    }
    received = row["接收时间"] = later(dispatched, 0.45, 0.5, 0.04)
    if received is None:
        return row
    if chance.random() < 0.06:
        return _returned(row, received, chance)
    started = received
    if chance.random() < 0.03:
        row["特殊情况"] = "是"
        started = received + timedelta(minutes=chance.randrange(10, 90))
        row["审批时间"] = started if started <= AS_OF and chance.random() < 0.8 else None
    row["转派时间"] = later(started, 0.9, 1, 0.05)
    row["首次联系时间"] = later(dispatched, 1.9, 2, 0.06)
    row["阶段反馈时间"] = later(dispatched, 22, 24, 0.05)
    if chance.random() < 0.03:
        return _suspended(row, dispatched, chance)
    days = {"紧急": 1, "特急": 1 / 12, "疑难": 15}.get(str(row["时限等级"]), 7)
    closed = row["办结时间"] = later(dispatched, days * 24, days * 24 + 24, 0.04)
    if closed:
        _answered(row, closed, chance)
    return row


def _returned(row: Row, received: datetime, chance: random.Random) -> Row:
    row["是否镇属"] = "否"
    row["核实时间"] = received + timedelta(minutes=chance.randrange(5, 60))
    returned = received + timedelta(minutes=chance.randrange(10, 150))
    if returned <= AS_OF and chance.random() < 0.95:
        row["退回时间"] = returned
    return row


def _suspended(row: Row, dispatched: datetime, chance: random.Random) -> Row:
    suspended = dispatched + timedelta(days=chance.randrange(1, 5))
    if suspended > AS_OF:
        return row
    row["挂账时间"] = suspended
    released = suspended + timedelta(days=chance.randrange(20, 80))
    if released <= AS_OF and chance.random() < 0.5:
        row["销账时间"] = released
        closed = released + timedelta(hours=chance.randrange(2, 90))
        row["办结时间"] = closed if closed <= AS_OF else None
    months = [date(2024, month, chance.randrange(3, 20)) for month in (1, 2, 3)]
    reported = [day for day in months if suspended.date() < day and chance.random() < 0.85]
    row["挂账汇报日期"] = "；".join(map(str, reported)) or None
    return row


def _answered(row: Row, closed: datetime, chance: random.Random) -> None:
    row["回复内容"] = "示例回复内容"
    called = closed + timedelta(hours=chance.randrange(1, 60))
    if called > AS_OF or chance.random() < 0.05:
        return
    row["回访时间"] = called
    row["是否有效回访"] = chance.choices(["是", "否"], [88, 12])[0]
    row["不纳入考核"] = chance.choices([None, "是", "待复核", "驳回"], [92, 4, 2, 2])[0]
    if row["是否有效回访"] == "是":
        row["是否响应"] = chance.choices(["是", "否"], [96, 4])[0]
        row["是否解决"] = chance.choices(["解决", "未解决", "部分解决"], [84, 11, 5])[0]
        row["是否满意"] = chance.choices(["满意", "基本满意", "不满意", "未评价"], [68, 18, 9, 5])[
            0
        ]


def _faulty(row: Row, number: int) -> Row:
    """Put a fault of every kind that desks know into a few rows."""
    dispatched = row["派单时间*"]
    if number == 101:
        row["接收时间"] = "2024.13.5"
    elif number == 202:
        row["办结时间"] = "待定"
    elif number == 303:
        row["是否满意"] = "还行"
    elif number == 404:
        row["工单编号*"] = "示例-000403"
    elif number == 505 and isinstance(dispatched, datetime):
        row["接收时间"] = dispatched - timedelta(minutes=7)
    elif number == 606:
        row["时限等级"] = "尽快"
    elif number == 707:
        row["办结时间"] = AS_OF + timedelta(days=3)
    elif number == 808 and isinstance(dispatched, datetime):
        row["接收时间"] = dispatched.date()
    elif number == 909:
        row["接收时间"] = None
    return row

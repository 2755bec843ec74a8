"""The one table of what an evaluation workbook holds: its sheets, their columns, in order.

Reading, the blank template and its guide come from it.
"""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbook.values.records import (
    Attendance,
    Event,
    Holiday,
    Invoice,
    Objection,
    OtherDeduction,
    Population,
    RatingScheme,
    ReplyElement,
    Report,
    Staff,
)

SETTINGS = "合同设置"
FORMS = "考核评分"
EVENTS = "违约违规"
OTHER_DEDUCTIONS = "其他扣款"
INVOICES = "发票"
ATTENDANCE = "考勤"
STAFF = "人员"
REPORTS = "分析报告"
HOLIDAYS = "节假日"
OBJECTIONS = "乙方意见"
SCHEMES = "评价口径"
ELEMENTS = "五要素"
POPULATION = "人口"
REGISTER = "结算台账"
LOG = "签认记录"
URGED = "催办记录"


class Kind(enum.Enum):
    """What the cells of a column hold."""

    QUARTER = "季度"
    TEXT = "文本"
    NAME = "名称"
    """Text that stands in the middle of its cell."""
    PERSON = "人名"
    """A person's name; what names nobody is blank."""
    CLAIM = "主张"
    """Text or an amount in yuan."""
    CHOICE = "选项"
    DATE = "日期"
    AMOUNT = "金额"
    """Yuan, never blank."""
    MONEY = "金额或空"
    MINUTES = "分钟"
    COUNT = "个数"
    SHARE = "比例"
    SCORE = "分数"
    YES = "是否"
    MARK = "校验"
    """What the tool wrote for itself."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, the field of the record, what its cells hold, its width.

    ``optional``: an older workbook may lack it; it is blank then.
    """

    header: str
    field: str
    kind: Kind
    width: float
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of rows; ``record`` is what a row becomes, ``place`` the header that its cell names.

    ``weighs``: whether an amount depends on it. ``guide`` is what the instructions say.
    """

    name: str
    columns: tuple[Column, ...]
    record: type | None = None
    place: str = ""
    weighs: bool = True
    guide: str = ""

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers in template order."""
        return tuple(column.header for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The headers that must be there."""
        return tuple(column.header for column in self.columns if not column.optional)


_Q, _T, _N, _C, _D = Kind.QUARTER, Kind.TEXT, Kind.NAME, Kind.CHOICE, Kind.DATE
_QUARTER = Column("季度", "quarter", _Q, 11)
_SUBJECT = Column("评估对象", "subject", _N, 16)
_NOTE = Column("说明", "note", _T, 60)

_FORM = (
    _QUARTER,
    Column("评估日期", "date", _D, 13),
    Column("评估对象", "subject", _N, 15),
    Column("评估意见", "opinion", _T, 30),
    Column("状态", "state", _C, 8),
)

_TABLES = (
    Table(
        EVENTS,
        (
            _QUARTER,
            _SUBJECT,
            Column("类型", "kind", _C, 24),
            Column("说明", "description", _T, 60),
            Column("工单编号", "case_id", _N, 22),
            Column("认定人", "confirmed_by", Kind.PERSON, 14),
            Column("认定日期", "confirmed_on", _D, 14),
        ),
        Event,
        "季度",
        guide=(
            "三类特殊情形（合同2.2），每项扣{points}分，一行只写一件。季度、评估对象须与「考核评分」"
            "中的一行一致；须写明情况和认定人，没有认定人的只列示、不扣分。"
        ),
    ),
    Table(
        OTHER_DEDUCTIONS,
        (
            _QUARTER,
            Column("条款", "clause", _N, 14),
            Column("文号", "document", _T, 26),
            Column("说明", "description", _T, 64),
            Column("金额", "amount", Kind.AMOUNT, 18),
        ),
        OtherDeduction,
        "金额",
        guide="依合同3.3、第六条手工填写：条款、文号、金额（元）。本工具不代为计算违约金。",
    ),
    Table(
        INVOICES,
        (
            _QUARTER,
            Column("发票号码", "number", _T, 30),
            Column("发票金额", "amount", Kind.AMOUNT, 18),
            Column("开票日期", "date", _D, 16),
            Column("种类", "kind", _C, 16, optional=True),
            Column("税额", "tax", Kind.MONEY, 16, optional=True),
            Column("收到日期", "received", _D, 16, optional=True),
        ),
        Invoice,
        "发票金额",
        guide="签认之后按应付金额开票登记；红字发票填负数。发票列在付款单上，不在结算单上。",
    ),
    Table(
        ATTENDANCE,
        (
            Column("日期", "date", _D, 14),
            Column("姓名", "name", _N, 14),
            Column("类型", "kind", _C, 14),
            Column("分钟", "minutes", Kind.MINUTES, 10),
            _NOTE,
        ),
        Attendance,
        "日期",
        weighs=False,
        guide=(
            "打分时参考的依据，不直接决定分数（下同）。迟到、早退须填分钟；其他类型只列示。"
            "核对无误的可填「正常」；没有记录不等于全勤。"
        ),
    ),
    Table(
        STAFF,
        (
            Column("姓名", "name", _N, 14),
            Column("事件", "event", _C, 14),
            Column("日期", "date", _D, 14),
            Column("对应空缺", "vacancy", _T, 22),
            _NOTE,
        ),
        Staff,
        "姓名",
        weighs=False,
        guide=(
            "事件：空缺或离职（自该日起15天内补充）、到岗或补充、要求退回（3天内退回）、退回"
            "（15天内补充）。一个空缺只填一行；到岗人员在「对应空缺」填所补的人或空缺的姓名。"
        ),
    ),
    Table(
        REPORTS,
        (
            Column("类型", "kind", _C, 14),
            Column("期间", "period", _T, 30),
            Column("提交日期", "submitted", _D, 16),
        ),
        Report,
        "类型",
        weighs=False,
        guide=(
            "周汇总的期间填 2024-01-01至2024-01-07 或 2024年第1周，月分析填 2024-01；交一份填一行。"
            "周（周一至周日）、月在哪个季度结束，就算哪个季度应交。"
        ),
    ),
    Table(
        HOLIDAYS,
        (
            Column("日期", "date", _D, 14),
            Column("名称", "name", _T, 26),
            Column("是否休息", "rest", Kind.YES, 14),
        ),
        Holiday,
        "日期",
        guide=(
            "仅「计时日历＝工作时间」时使用：补充或更正法定节假日。「是否休息」：放假填是，"
            "调休上班填否。"
        ),
    ),
    Table(
        OBJECTIONS,
        (
            _QUARTER,
            _SUBJECT,
            Column("评价项目或扣款", "about", _T, 22),
            Column("主张", "claim", Kind.CLAIM, 18),
            Column("理由", "reason", _T, 44),
            Column("依据工单", "cases", _T, 22),
            Column("提出人", "raised_by", Kind.PERSON, 14),
            Column("提出日期", "raised_on", _D, 14),
            Column("甲方答复", "answer", _C, 14),
            Column("答复理由", "answer_reason", _T, 44),
            Column("答复人", "answered_by", Kind.PERSON, 14),
            Column("答复日期", "answered_on", _D, 14),
        ),
        Objection,
        "季度",
        guide="乙方对评价项目、特殊情形或扣款的意见，一行一条；由甲方填写答复、答复人和日期。",
    ),
    Table(
        SCHEMES,
        (
            Column("名称", "name", _T, 26),
            Column("基本满意权重", "nearly_satisfied", Kind.SHARE, 16),
            Column("未评价权重", "unrated", Kind.SHARE, 16),
            Column("分母", "denominator", _T, 26),
            Column("三率权重", "weights", _T, 30),
            Column("来源", "source", _T, 44),
        ),
        RatingScheme,
        "名称",
        weighs=False,
        guide="上级或外部的三率算法，供对照；不填则不计综合成绩，不影响结算。",
    ),
    Table(
        ELEMENTS,
        (
            Column("要素", "name", _N, 20),
            Column("表示词", "words", _T, 90),
            Column("确认", "state", _N, 16, optional=True),
        ),
        ReplyElement,
        "要素",
        weighs=False,
        guide="回复内容的五要素和表示它们的词，词之间用分号隔开；默认值待甲方确认，确认后改「确认」列。",
    ),
    Table(
        POPULATION,
        (Column("村社区", "place", _T, 26), Column("人口", "people", Kind.COUNT, 14)),
        Population,
        "村社区",
        weighs=False,
        guide="各村社区人口，填写后分析报告列出每百人诉求量。",
    ),
    Table(
        REGISTER,
        (
            _QUARTER,
            Column("状态", "", _N, 24),
            Column("服务期", "", _N, 24),
            Column("季度平均分", "", Kind.SCORE, 12),
            Column("服务费", "", Kind.MONEY, 14),
            Column("绩效扣款", "", Kind.MONEY, 12),
            Column("其他扣款", "", Kind.MONEY, 12),
            Column("应付金额", "", Kind.MONEY, 14),
            Column("乙方应补足", "", Kind.MONEY, 13),
            Column("发票号码", "", _T, 25),
            Column("已付金额", "", Kind.MONEY, 14),
            Column("付款日期", "", _D, 13),
            Column("已补足金额", "", Kind.MONEY, 13),
            Column("截至", "", _N, 18),
            Column("结算时间", "", _N, 18),
            Column("内容摘要", "", Kind.MARK, 24),
            Column("校验键", "", Kind.MARK, 10),
            Column("文件摘要", "", Kind.MARK, 24, optional=True),
            Column("结算单编号", "", _N, 14, optional=True),
            Column("付款单编号", "", _N, 14, optional=True),
            Column("付款单日期", "", _D, 13, optional=True),
        ),
    ),
    Table(
        LOG,
        (
            Column("序号", "", Kind.COUNT, 7),
            Column("时间", "", _N, 20),
            Column("季度", "", _N, 11),
            Column("事项", "", _N, 9),
            Column("角色", "", _N, 17),
            Column("姓名", "", _N, 13),
            Column("应付金额", "", Kind.MONEY, 14),
            Column("乙方应补足", "", Kind.MONEY, 13),
            Column("理由", "", _T, 34),
            Column("内容摘要", "", Kind.MARK, 24),
            Column("校验键", "", Kind.MARK, 10),
            Column("上一条摘要", "", Kind.MARK, 24),
            Column("本条摘要", "", Kind.MARK, 24),
            Column("签认摘要", "", Kind.MARK, 24, optional=True),
            Column("文件摘要", "", Kind.MARK, 24, optional=True),
            Column("部件摘要", "", Kind.MARK, 24, optional=True),
        ),
    ),
    Table(
        URGED,
        (
            Column("催办时间", "", _N, 20),
            Column("截至", "", _N, 20),
            Column("承办单位", "", _T, 24),
            Column("工单编号", "", _T, 22),
            Column("环节", "", _N, 12),
            Column("时限", "", _N, 20),
            Column("状态", "", _N, 16),
            Column("第几次", "", Kind.COUNT, 10),
        ),
    ),
)

_BY_NAME: Mapping[str, Table] = {table.name: table for table in _TABLES}

REGISTER_HEADERS = _BY_NAME[REGISTER].headers
"""已付金额, 付款日期 and 已补足金额 are for finance to fill in, the others for the tool."""

LOG_HEADERS = _BY_NAME[LOG].headers
URGED_HEADERS = _BY_NAME[URGED].headers

RECORDS = tuple(table for table in _TABLES if table.record)
"""The sheets whose rows become records one by one."""

WRITTEN = (REGISTER, LOG, URGED)
"""The sheets that the tool writes."""

TABLES = (SETTINGS, FORMS, *(table.name for table in RECORDS))
"""The sheets that people fill, in template order."""

SHEETS = (*TABLES, *WRITTEN)
"""Every sheet of the workbook."""

_SETTINGS = Table(
    SETTINGS,
    (
        Column("设置", "", _T, 22),
        Column("值", "", _T, 48),
        Column("条款", "", _T, 18, optional=True),
        Column("说明", "", _T, 78, optional=True),
    ),
    guide="合同约定、有两种理解之处的口径、临期提醒。值留空或删去整行即采用默认值；设置名称不要改动。",
)
_FORMS_GUIDE = (
    "季度从服务起始日起算（第1季度、第2季度……），写 第1季度、第一季度、一季度、1 均可。"
    "同一季度、同一评估对象只能有一行；有草稿时不能结算。"
)


def table(sheet: str, items: Iterable[str] = ()) -> Table:
    """Return the table of a sheet; that of FORMS holds the ``items`` of 附件2."""
    if sheet == SETTINGS:
        return _SETTINGS
    if sheet != FORMS:
        return _BY_NAME[sheet]
    chosen = (Column(item, "", Kind.CHOICE, 13) for item in items)
    return Table(FORMS, (*_FORM[:3], *chosen, *_FORM[3:]), guide=_FORMS_GUIDE)

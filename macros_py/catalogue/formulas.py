"""The worksheet formulas as a table: names, arguments and the help that a function wizard shows."""

from typing import NamedTuple

CATEGORY = "接诉即办"


class Argument(NamedTuple):
    """One argument: its name in ASCII, its help, whether it may be left out."""

    name: str
    text: str
    optional: bool = False


class Formula(NamedTuple):
    """One formula. ``amount``: a sum must not skip a refusal, so that is shown as an error value.

    ``bare``: typed without arguments, it speaks of the row it stands in.
    """

    name: str
    text: str
    arguments: tuple[Argument, ...]
    amount: bool = False
    bare: bool = False


_STAGE = Argument("stage", "环节：接收、转派、退回、首次联系、阶段反馈、办结、挂账月报、回访")
_START = Argument("start", "起算时间（特殊情况的转派填审批时间）；单元格或整列")
_DONE = Argument("done", "完成时间，未完成留空；挂账月报填汇报日期，多个用顿号隔开")
_AS_OF = Argument("as_of", "截止时点，须含时刻，如 NOW() 或填有时间的单元格")
_SPECIAL = Argument("special", "可不填。特殊情况（群体性诉求等）填 是，只影响转派", optional=True)
_LIMIT = Argument(
    "limit_class",
    "可不填。时限等级：2小时、24小时、N天、特急、紧急、一般、疑难；只影响办结",
    optional=True,
)
_SETTINGS = Argument(
    "settings",
    "可不填。「合同设置」的“设置”“值”两列；不填则按合同和默认口径",
    optional=True,
)
_SERVICE_START = Argument("service_start", "服务起始日")
_MEAN = Argument("mean_score", "季度平均分，0 至 100")
_VALID = Argument("valid", "「是否有效回访」列，只统计 是")
_EXCLUDED = Argument("excluded", '「不纳入考核」列，是、通过 的不统计；没有此列时填 ""')
_QUARTER = Argument("quarter", "季度：1、第1季度 或 第一季度")

FORMULAS = (
    Formula(
        "SLA_STATUS",
        "环节状态：按时、超时、逾期未办、临期、未到期、未开始、无法判定、数据异常、豁免等。"
        "不写参数时为所在行的总体状态。",
        (_STAGE, _START, _DONE, _AS_OF, _SPECIAL, _LIMIT, _SETTINGS),
        bare=True,
    ),
    Formula(
        "SLA_DUE",
        "环节的到期时间；单元格格式请设为 yyyy-mm-dd hh:mm:ss。",
        (_STAGE, _START, _LIMIT, _SETTINGS),
    ),
    Formula(
        "SLA_MINUTES_LEFT",
        "距到期还有多少整分钟，已过期为负数；已完成为空。",
        (_STAGE, _START, _DONE, _AS_OF, _LIMIT, _SETTINGS),
    ),
    Formula(
        "SLA_LEDGER",
        "台账整行的总体状态，或 item 指定的一列；按表头认列，与“刷新时限”一致。",
        (
            Argument("case_rows", "台账的数据行，整行选取，可多行"),
            Argument("headers", "台账的表头，与数据行同宽，可有两三行"),
            _AS_OF,
            Argument("item", "可不填。下一时限、剩余分钟、责任方，或十八列之一", optional=True),
            _SETTINGS,
        ),
    ),
    Formula(
        "SLA_QUARTER",
        "派单时间属于第几个服务季度，如 第1季度。",
        (Argument("case_time", "派单时间；单元格或整列"), _SERVICE_START),
    ),
    Formula("QUARTER_START", "服务季度的第一天。", (_QUARTER, _SERVICE_START)),
    Formula("QUARTER_END", "服务季度的最后一天。", (_QUARTER, _SERVICE_START)),
    Formula(
        "FORM_SCORE",
        "一张验收评价表的基础分，八项得分之和。",
        (Argument("choices", "验收评价表的八个选项，按表上次序；一行八格为一张表"),),
    ),
    Formula(
        "QUARTER_DEDUCTION",
        "绩效扣款（元）：平均分低于 80 分，每 1 分扣 100 元。",
        (_MEAN, _SETTINGS),
        amount=True,
    ),
    Formula(
        "QUARTER_PAYABLE",
        "本季度应付金额（元）：季度服务费减绩效扣款、其他扣款，不低于 0。",
        (_MEAN, Argument("other", "可不填。其他扣款合计（元）", optional=True), _SETTINGS),
        amount=True,
    ),
    Formula("RMB_UPPER", "人民币大写。", (Argument("amount", "金额（元）"),)),
    Formula(
        "RMB_NUMBER",
        "人民币大写对应的金额（元）。",
        (Argument("amount_words", "人民币大写，如 人民币壹佰元整"),),
        amount=True,
    ),
    Formula(
        "RATE_RESPONSE",
        "响应率；没有可统计的案件时为 —。",
        (Argument("responded", "「是否响应」列"), _VALID, _EXCLUDED),
    ),
    Formula(
        "RATE_RESOLUTION",
        "解决率，部分解决不算解决；没有可统计的案件时为 —。",
        (Argument("resolved", "「是否解决」列"), _VALID, _EXCLUDED),
    ),
    Formula(
        "RATE_SATISFACTION",
        "满意率，基本满意计为满意（另有口径时按设置），未评价不计入；没有可统计的案件时为 —。",
        (Argument("satisfied", "「是否满意」列"), _VALID, _EXCLUDED, _SETTINGS),
    ),
    Formula(
        "CN_WORKDAYS",
        "两天之间的工作日数，首尾都算；按国家法定节假日和调休。",
        (Argument("from_day", "第一天"), Argument("to_day", "最后一天")),
    ),
    Formula(
        "CN_WORKDAY_ADD",
        "某天之后（负数为之前）第几个工作日；当天不算。",
        (Argument("from_day", "起始日"), Argument("days", "工作日数，整数")),
    ),
    Formula(
        "CN_IS_WORKDAY",
        "是否工作日：是 或 否；按国家法定节假日和调休。",
        (Argument("calendar_day", "日期"),),
    ),
    Formula(
        "WORK_MINUTES",
        "两个时刻之间的工作时间（整分钟）；按设置的工作时段、法定节假日和调休。",
        (
            Argument("start", "起始时刻，须含时刻"),
            Argument("finish", "结束时刻，须含时刻"),
            _SETTINGS,
            Argument("pauses", "可不填。暂停时段：每行两格，起、止", optional=True),
        ),
    ),
    Formula(
        "MASK",
        "把文字里的电话、身份证号等遮住，如 138****1234。",
        (Argument("plain_text", "文字"),),
    ),
)

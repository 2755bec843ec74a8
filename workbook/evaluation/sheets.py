"""Sheets and headers of the evaluation workbook 考核评价.xlsx."""

from collections.abc import Iterable, Mapping

SETTINGS = "合同设置"
FORMS = "考核评分"
EVENTS = "违约违规"
OTHER_DEDUCTIONS = "其他扣款"
INVOICES = "发票"
ATTENDANCE = "考勤"
STAFF = "人员"
REPORTS = "分析报告"
HOLIDAYS = "节假日"
REGISTER = "结算台账"
LOG = "签认记录"

DRAFT, FINAL = "草稿", "定稿"
"""The states of a form."""

_HEADERS: Mapping[str, tuple[str, ...]] = {
    SETTINGS: ("设置", "值", "条款", "说明"),
    FORMS: ("季度", "评估日期", "评估对象", "评估意见", "状态"),
    EVENTS: ("季度", "评估对象", "类型", "说明", "工单编号", "认定人", "认定日期"),
    OTHER_DEDUCTIONS: ("季度", "条款", "文号", "说明", "金额"),
    INVOICES: ("季度", "发票号码", "发票金额", "开票日期"),
    ATTENDANCE: ("日期", "姓名", "类型", "分钟", "说明"),
    STAFF: ("姓名", "事件", "日期", "对应空缺", "说明"),
    REPORTS: ("类型", "期间", "提交日期"),
    HOLIDAYS: ("日期", "名称", "是否休息"),
}

REGISTER_HEADERS = (
    *("季度", "状态", "服务期", "季度平均分", "服务费", "绩效扣款", "其他扣款", "应付金额"),
    *("乙方应补足", "发票号码", "已付金额", "付款日期", "已补足金额"),
    *("截至", "结算时间", "内容摘要", "校验键", "文件摘要"),
)
"""已付金额, 付款日期 and 已补足金额 are for finance to fill in, the others for the tool."""

LOG_HEADERS = (
    *("序号", "时间", "季度", "事项", "角色", "姓名", "应付金额", "乙方应补足", "理由"),
    *("内容摘要", "校验键", "上一条摘要", "本条摘要", "签认摘要", "文件摘要", "部件摘要"),
)

_WRITTEN = {REGISTER: REGISTER_HEADERS, LOG: LOG_HEADERS}

TABLES = tuple(_HEADERS)
"""The sheets that people fill, in template order."""

SHEETS = (*TABLES, REGISTER, LOG)
"""Every sheet of the workbook; the tool writes REGISTER and LOG."""


def headers(sheet: str, items: Iterable[str]) -> tuple[str, ...]:
    """Headers of a sheet in template order; those of FORMS hold the ``items`` of 附件2."""
    if sheet in _WRITTEN:
        return _WRITTEN[sheet]
    fixed = _HEADERS[sheet]
    return (*fixed[:3], *items, *fixed[3:]) if sheet == FORMS else fixed

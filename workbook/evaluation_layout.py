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

TABLES = tuple(_HEADERS)
"""The sheets that people fill, in template order."""

SHEETS = (*TABLES, REGISTER, LOG)
"""Every sheet of the workbook; REGISTER and LOG have the headers that the tool gave them."""


def headers(sheet: str, items: Iterable[str]) -> tuple[str, ...]:
    """Headers of one of TABLES in template order; those of FORMS hold the ``items`` of 附件2."""
    fixed = _HEADERS[sheet]
    return (*fixed[:3], *items, *fixed[3:]) if sheet == FORMS else fixed

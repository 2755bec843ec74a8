"""The buttons as a table: one row per button, in the order it is shown in every host."""

import re
from typing import NamedTuple

TAB = "接诉即办"


class Button(NamedTuple):
    """One button of the tab.

    ``action``: by what name a host asks for it; ``image``: an icon that Excel has built in;
    ``command``: what does the same on the command line; ``large``: its size.
    """

    group: str
    label: str
    action: str
    image: str
    screentip: str
    supertip: str
    command: str = ""
    large: bool = False


BUTTONS = (
    Button(
        "台账",
        "导入",
        "import_export",
        "GetExternalDataImportClassic",
        "把平台的导出补进台账",
        "新工单加在末尾，空格补上，不同的只列出、不覆盖；导入之前的台账留一份副本。",
        command="import",
    ),
    Button(
        "台账",
        "识别列",
        "recognise_columns",
        "FindDialogExcel",
        "识别台账的列",
        "按表头识别当前工作簿中的台账，列出每个字段对应哪一列；认错的可以改，改后的对应关系记在工作簿里。",
    ),
    Button(
        "台账",
        "刷新时限",
        "refresh_deadlines",
        "RefreshAll",
        "计算各环节时限与状态",
        "一次算完全部工单，把时限、状态、剩余分钟写在台账右侧；被覆盖的旧列先留一份副本。",
        command="flags",
        large=True,
    ),
    Button(
        "台账",
        "今日待办",
        "todays_work",
        "Filter",
        "列出已逾期和一天内到期的工单",
        "生成“今日待办”工作表，最急的排在最前，点编号可跳到台账对应的行。",
        command="todo",
        large=True,
    ),
    Button(
        "台账",
        "催办单",
        "urge_units",
        "FileEmailAsPdfEmailAttachment",
        "给承办单位的催办单",
        "每个承办单位一张：已逾期、今日到期、挂账月报、待改的回复；登记到考核评价的“催办记录”。",
        command="urge",
    ),
    Button(
        "台账",
        "台账体检",
        "check_ledger",
        "DataValidation",
        "检查台账里的问题",
        "列出认不出的时间、重复的工单、填错的选项等，写明是哪个单元格；不改动台账。",
        command="check",
    ),
    Button(
        "台账",
        "回复检查",
        "check_replies",
        "ReviewNewComment",
        "检查回复缺什么",
        "把五要素和与台账不符之处写入台账右侧三列；不评分、不下结论；写入之前的台账留作备份。",
        command="replies",
    ),
    Button(
        "统计",
        "三率",
        "show_rates",
        "PercentStyle",
        "统计响应率、解决率、满意率",
        "按承办单位、村社区、问题分类、派单月份、考核月统计一个期间或整个台账，生成“三率”工作簿。",
        command="rates",
    ),
    Button(
        "统计",
        "分析报告",
        "report",
        "ChartInsert",
        "生成一个期间的分析报告",
        "按周、月、考核月或季度，在台账旁边生成分析工作簿和 Word 报告，并登记“分析报告”。",
        command="report",
    ),
    Button(
        "统计",
        "年度汇总",
        "show_year",
        "PivotTableReport",
        "各季度得分、扣款、应付、乙方应补足、已付",
        "按结算台账把服务期各季度列在一页；找到案件台账时加上按时率和三率。",
        command="trend",
    ),
    Button(
        "考核",
        "证据统计",
        "show_evidence",
        "PivotTableInsert",
        "各评分项的数据依据",
        "按合同附件2的评分项统计按时率、回访率等，供打分的人参考；不代替人作决定。",
        command="evidence",
    ),
    Button(
        "考核",
        "零分候选",
        "register_candidates",
        "ReviewHighlightChanges",
        "把零分工单候选登记到违约违规",
        "台账里的零分工单候选各成“违约违规”的一行，待认定；填了认定人才扣分，已登记的不重复。",
        command="candidates",
    ),
    Button(
        "考核",
        "打印评价表",
        "print_form",
        "FilePrintPreview",
        "打印附件2，手工打分",
        "在台账旁边生成“评价表”工作簿并打开：没有打分的附件2一页，打分参考一页；已有的不覆盖，另取一个名字。",
        command="template",
    ),
    Button(
        "考核",
        "计算季度得分",
        "score_quarter",
        "CalculateNow",
        "计算一个季度的验收得分",
        "按考核评价工作簿里已填的评分表计算得分、平均分，以及达标与否。",
        command="score",
    ),
    Button(
        "考核",
        "生成验收结算",
        "make_settlement",
        "FileSaveAsExcelXlsx",
        "生成附件2和结算单",
        "在台账旁边生成“验收结算”工作簿并打开：附件2、结算单、评分计算、时限统计、口径说明。",
        command="settle",
        large=True,
    ),
    Button(
        "考核",
        "签认",
        "sign_off",
        "SignatureLineInsert",
        "签认验收结算",
        "由验收部门负责人、验收工作人员先后签认；签认后工作表锁定，内容的摘要记入签认记录。",
        command="sign",
    ),
    Button(
        "考核",
        "核验",
        "verify",
        "ReviewProtectWorkbook",
        "核验签认后有无改动",
        "对照签认时的摘要逐项核对，列出每一个改过的单元格。",
        command="verify",
    ),
    Button(
        "考核",
        "撤销",
        "revoke",
        "Undo",
        "撤销签认",
        "签认之后发现有误时用：写明理由，记入签认记录；改正后重新结算并签认。",
        command="revoke",
    ),
    Button(
        "考核",
        "付款单",
        "pay",
        "AccountingFormat",
        "由已签认的结算生成付款单",
        "打开签认完成的验收结算后点：核对发票与应付金额，列出累计已付和余额，编号登记到“结算台账”。",
        command="payment",
    ),
    Button(
        "帮助",
        "使用说明",
        "show_guide",
        "Help",
        "每个按钮和公式做什么",
        "在一个新工作簿里逐个列出按钮和公式；带图的手册是安装包里的“使用手册.html”。",
    ),
    Button(
        "帮助",
        "设置",
        "open_settings",
        "PropertySheet",
        "合同设置与口径",
        "打开考核评价工作簿的“合同设置”：合同条款、口径选择、提醒时间、列映射。",
        command="template",
    ),
    Button(
        "帮助",
        "诊断",
        "diagnose",
        "ErrorChecking",
        "检查安装是否正常",
        "显示版本、路径、解释器，公式和选项卡是否已加载；结果可以复制给维护人员。",
        command="addin",
    ),
    Button(
        "帮助",
        "关于",
        "about",
        "FileProperties",
        "版本和许可",
        "显示版本、许可和所用的组件。",
    ),
)

_COMMAND = re.compile(r" ?jsjb ([a-z]+)(?: [a-z]+\b)? ?")


def naming_buttons(text: str) -> str:
    """Write a message that names commands for somebody who presses buttons."""
    labels = {button.command: button.label for button in BUTTONS if button.command}
    return _COMMAND.sub(
        lambda match: f"「{labels[match[1]]}」按钮" if match[1] in labels else match[0], text
    )

"""The jobs on files as a table: what a menu or a task pane offers without a spreadsheet program."""

from typing import NamedTuple

QUARTER = "哪个季度？（如 1）"
_ROLE, _NAME = "角色？（验收部门负责人、验收工作人员，之后 乙方确认 或 乙方异议）", "姓名？"
_PERIOD = "哪个期间？（如 2024-W10、2024-03、第1季度）"
_SETTLEMENT = "{folder}/验收结算_第{0}季度.xlsx"
_GROUPINGS = tuple(
    word for by in ("unit", "place", "category", "month", "cycle") for word in ("--by", by)
)
_SETTINGS = ("--settings", "{evaluation}")


class Choice(NamedTuple):
    """One job: its group and name, what it asks, and the command's arguments.

    ``{ledger}``, ``{evaluation}``, ``{folder}`` and the answers ``{0}``, ``{1}`` are filled in;
    ``{new}`` is the folder for a file that must not be there yet: another name is taken then.
    Where no evaluation workbook is found, ``--settings`` is left out; where the quarter has not
    several forms, ``--subject`` with its ``{1}``. Each stands last.
    """

    group: str
    label: str
    asks: tuple[str, ...]
    arguments: tuple[str, ...]


CHOICES = (
    Choice(
        "台账",
        "导入平台导出",
        ("平台导出的文件在哪里？（可把文件拖进来）",),
        ("import", "{ledger}", "{0}", *_SETTINGS),
    ),
    Choice("台账", "刷新时限（写回台账）", (), ("flags", "{ledger}", *_SETTINGS)),
    Choice(
        "台账", "今日待办", (), ("todo", "{ledger}", "--out", "{folder}/今日待办.xlsx", *_SETTINGS)
    ),
    Choice("台账", "催办单", (), ("urge", "{ledger}", "{evaluation}", "--out", "{folder}")),
    Choice(
        "台账", "台账体检", (), ("check", "{ledger}", "--out", "{folder}/台账体检.xlsx", *_SETTINGS)
    ),
    Choice(
        "台账",
        "回复检查（写回台账）",
        (),
        ("replies", "{ledger}", "--out", "{folder}/归档清单.xlsx", *_SETTINGS),
    ),
    Choice(
        "统计",
        "三率（整个台账）",
        (),
        ("rates", "{ledger}", *_GROUPINGS, "--out", "{folder}/三率_全部.xlsx", *_SETTINGS),
    ),
    Choice(
        "统计",
        "三率（一个期间）",
        (_PERIOD,),
        (
            *("rates", "{ledger}", *_GROUPINGS, "--period", "{0}"),
            *("--out", "{folder}/三率_{0}.xlsx", *_SETTINGS),
        ),
    ),
    Choice(
        "统计",
        "分析报告",
        (_PERIOD,),
        ("report", "{ledger}", "{evaluation}", "--period", "{0}", "--out", "{folder}"),
    ),
    Choice(
        "统计",
        "年度汇总",
        (),
        ("trend", "{evaluation}", "{ledger}", "--out", "{folder}/年度汇总.xlsx"),
    ),
    Choice(
        "考核",
        "打印评价表（附件2和打分参考）",
        (QUARTER,),
        (
            *("template", "form", "{new}/评价表_第{0}季度.xlsx", "--ledger", "{ledger}"),
            *("--quarter", "{0}", *_SETTINGS),
        ),
    ),
    Choice(
        "考核",
        "证据统计",
        (QUARTER,),
        (
            *("evidence", "{ledger}", "{evaluation}", "--quarter", "{0}"),
            *("--out", "{folder}/打分参考_第{0}季度.xlsx"),
        ),
    ),
    Choice(
        "考核",
        "零分候选（登记到违约违规，待认定）",
        (QUARTER,),
        ("candidates", "{ledger}", "{evaluation}", "--quarter", "{0}", "--subject", "{1}"),
    ),
    Choice("考核", "计算季度得分", (QUARTER,), ("score", "{evaluation}", "--quarter", "{0}")),
    Choice(
        "考核",
        "生成验收结算",
        (QUARTER,),
        ("settle", "{ledger}", "{evaluation}", "--quarter", "{0}", "--out", "{folder}"),
    ),
    Choice(
        "考核",
        "履约验收书（连同验收结算）",
        (QUARTER,),
        (
            *("settle", "{ledger}", "{evaluation}", "--quarter", "{0}", "--out", "{folder}"),
            "--acceptance",
        ),
    ),
    Choice(
        "考核",
        "签认",
        (QUARTER, _ROLE, _NAME),
        ("sign", _SETTLEMENT, "{evaluation}", "--role", "{1}", "--name", "{2}"),
    ),
    Choice("考核", "核验", (QUARTER,), ("verify", _SETTLEMENT, "{evaluation}", "{ledger}")),
    Choice(
        "考核",
        "按签认数据重印",
        (QUARTER,),
        (
            *("verify", _SETTLEMENT, "{evaluation}"),
            *("--reprint", "{folder}/验收结算_第{0}季度_重印.xlsx"),
        ),
    ),
    Choice(
        "考核",
        "撤销",
        (QUARTER, "撤销的理由？"),
        ("revoke", _SETTLEMENT, "{evaluation}", "--reason", "{1}"),
    ),
    Choice(
        "考核",
        "付款单",
        (QUARTER,),
        ("payment", _SETTLEMENT, "{evaluation}", "--out", "{folder}/付款单_第{0}季度.xlsx"),
    ),
    Choice(
        "帮助",
        "查一个词（条款、原文、口径）",
        ("哪个词？（如 接收、数据分析、临期）",),
        ("explain", "{0}", *_SETTINGS),
    ),
    Choice("帮助", "新建空白台账", (), ("template", "ledger", "{folder}/案件台账.xlsx")),
    Choice("帮助", "新建考核评价", (), ("template", "evaluation", "{folder}/考核评价.xlsx")),
    Choice("帮助", "示例", (), ("demo", "--out", "{folder}/示例")),
)

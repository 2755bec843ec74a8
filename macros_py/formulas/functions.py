"""Worksheet formulas (rules 1, 3 to 6). What a docstring here says, Excel's function wizard shows.

Every formula takes cells or ranges and gives a cell or a range of the same shape; what cannot be
computed shows a text of ``formulas.texts.Refusal``. They follow the contract with its default
readings; none is volatile, and "now" is an argument.
"""
# ruff: noqa: N802  the functions are named as they are typed into a cell

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import xlwings as xw

from macros_py.formulas import figures, stages
from macros_py.formulas.cells import aligned
from macros_py.formulas.texts import FormulaError, Refusal

F = TypeVar("F", bound=Callable[..., Any])

_STAGE = "环节：接收、转派、退回、首次联系、阶段反馈、办结、挂账月报、回访"
_START = "起算时间（特殊情况的转派填审批时间）；单元格或整列"
_DONE = "完成时间，未完成留空；挂账月报填汇报日期，多个用顿号隔开"
_AS_OF = "截止时点，须含时刻，如 NOW() 或填有时间的单元格"
_SPECIAL = "可不填。特殊情况（群体性诉求等）填 是，只影响转派"
_LIMIT = "可不填。时限等级：2小时、24小时、N天、特急、紧急、一般、疑难；只影响办结"
_MEAN = "季度平均分，0 至 100"
_VALID = "「是否有效回访」列，只统计 是"
_EXCLUDED = '「不纳入考核」列，是、通过 的不统计；没有此列时填 ""'


def formula(function: Callable[..., Any]) -> Callable[..., Any]:
    """Register a function with Excel; whatever goes wrong shows as a text of the closed list."""

    @functools.wraps(function)
    def guarded(*arguments: object) -> object:
        try:
            return function(*arguments)
        except FormulaError as error:
            return error.refusal.value
        except Exception:  # a cell has room for a text, never for a traceback
            return Refusal.FAILED.value

    registered: Callable[..., Any] = xw.func(category="接诉即办")(guarded)
    return registered


def cells(name: str, doc: str) -> Callable[[F], F]:
    """Take an argument as rows of cells, error values as their texts."""
    taken: Callable[[F], F] = xw.arg(name, ndim=2, err_to_str=True, doc=doc)
    return taken


@formula
@cells("stage", _STAGE)
@cells("start", _START)
@cells("done", _DONE)
@cells("as_of", _AS_OF)
@cells("special", _SPECIAL)
@cells("limit_class", _LIMIT)
def SLA_STATUS(
    stage: Any, start: Any, done: Any, as_of: Any, special: Any = None, limit_class: Any = None
) -> Any:
    """环节状态：按时、超时、逾期未办、临期、未到期、未开始、无法判定、数据异常、豁免等。"""
    columns, shape = aligned(stage, start, done, as_of, special, limit_class)
    return shape.lay(stages.statuses(*columns))


@formula
@cells("stage", _STAGE)
@cells("start", _START)
@cells("limit_class", _LIMIT)
def SLA_DUE(stage: Any, start: Any, limit_class: Any = None) -> Any:
    """环节的到期时间；单元格格式请设为 yyyy-mm-dd hh:mm:ss。"""
    columns, shape = aligned(stage, start, limit_class)
    return shape.lay(stages.dues(*columns))


@formula
@cells("stage", _STAGE)
@cells("start", _START)
@cells("done", _DONE)
@cells("as_of", _AS_OF)
@cells("limit_class", _LIMIT)
def SLA_MINUTES_LEFT(stage: Any, start: Any, done: Any, as_of: Any, limit_class: Any = None) -> Any:
    """距到期还有多少整分钟，已过期为负数；已完成为空。"""
    columns, shape = aligned(stage, start, done, as_of, limit_class)
    return shape.lay(stages.minutes_left(*columns))


@formula
@cells("case_time", "派单时间；单元格或整列")
@cells("service_start", "服务起始日")
def SLA_QUARTER(case_time: Any, service_start: Any) -> Any:
    """派单时间属于第几个服务季度，如 第1季度。"""
    columns, shape = aligned(case_time, service_start)
    return shape.lay(figures.quarters(*columns))


@formula
@cells("choices", "验收评价表的八个选项，按表上次序；一行八格为一张表")
def FORM_SCORE(choices: Any) -> Any:
    """一张验收评价表的基础分，八项得分之和。"""
    return figures.form_scores(choices)


@formula
@cells("mean_score", _MEAN)
def QUARTER_DEDUCTION(mean_score: Any) -> Any:
    """绩效扣款（元）：平均分低于 80 分，每 1 分扣 100 元。"""
    columns, shape = aligned(mean_score)
    return shape.lay(figures.deductions(*columns))


@formula
@cells("mean_score", _MEAN)
@cells("other", "可不填。其他扣款合计（元）")
def QUARTER_PAYABLE(mean_score: Any, other: Any = None) -> Any:
    """本季度应付金额（元）：季度服务费减绩效扣款、其他扣款，不低于 0。"""
    columns, shape = aligned(mean_score, other)
    return shape.lay(figures.payables(*columns))


@formula
@cells("amount", "金额（元）")
def RMB_UPPER(amount: Any) -> Any:
    """人民币大写。"""
    columns, shape = aligned(amount)
    return shape.lay(figures.words(*columns))


@formula
@cells("responded", "「是否响应」列")
@cells("valid", _VALID)
@cells("excluded", _EXCLUDED)
def RATE_RESPONSE(responded: Any, valid: Any, excluded: Any) -> Any:
    """响应率；没有可统计的案件时为 —。"""
    columns, _ = aligned(responded, valid, excluded)
    return figures.rate("responded", *columns)


@formula
@cells("resolved", "「是否解决」列")
@cells("valid", _VALID)
@cells("excluded", _EXCLUDED)
def RATE_RESOLUTION(resolved: Any, valid: Any, excluded: Any) -> Any:
    """解决率，部分解决不算解决；没有可统计的案件时为 —。"""
    columns, _ = aligned(resolved, valid, excluded)
    return figures.rate("resolved", *columns)


@formula
@cells("satisfied", "「是否满意」列")
@cells("valid", _VALID)
@cells("excluded", _EXCLUDED)
def RATE_SATISFACTION(satisfied: Any, valid: Any, excluded: Any) -> Any:
    """满意率，基本满意计为满意，未评价不计入；没有可统计的案件时为 —。"""
    columns, _ = aligned(satisfied, valid, excluded)
    return figures.rate("satisfied", *columns)

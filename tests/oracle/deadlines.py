"""Deadlines and statuses of one case (rules 3; contract annex 1), one row at a time.

`judge_case` gives every stage its status and due time; `summarise` gives the three columns
that look across stages.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from tests.oracle import worktime
from tests.oracle.values import (
    FIELDS,
    UNREADABLE,
    Case,
    Limit,
    Moment,
    at_midnight,
    date_of,
    is_date_only,
    is_earlier,
    is_present,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

TIMED_STAGES = ("接收", "转派", "退回", "首次联系", "阶段反馈", "办结")
STAGES = (*TIMED_STAGES, "挂账月报", "回访")
OVERALL_ORDER = (
    *("逾期未办", "数据异常", "临期", "超时", "未到期"),
    *("无法判定", "按时", "豁免", "未开始", "不适用"),
)
OPEN_STATUSES = ("未到期", "临期", "逾期未办")
DEFAULT_WARNINGS = {
    "接收": dt.timedelta(minutes=10),
    "转派": dt.timedelta(minutes=15),
    "退回": dt.timedelta(minutes=30),
    "首次联系": dt.timedelta(minutes=30),
    "阶段反馈": dt.timedelta(hours=4),
    "办结": dt.timedelta(hours=24),
}
ONE_SECOND = dt.timedelta(seconds=1)
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Settings:
    """Readings and warning windows that deadlines depend on, with the defaults of rules 3."""

    transfer_from: str = "接收"  # 转派起点: 接收 | 派单
    return_from: str = "接收"  # 退回起点: 接收 | 派单 | 核实
    handling_from: str = "派单"  # 办理起点: 派单 | 转派
    handling_nodes: str = "逐级节点"  # 办理节点: 逐级节点 | 分级时限
    day_count: str = "民法"  # 天数算法: 民法 | 满24小时
    roll_last_day: bool = False  # 末日顺延
    working_time: bool = False  # 计时日历: 自然时间 | 工作时间
    hours: worktime.Hours = field(default_factory=lambda: worktime.OFFICE_HOURS)
    overrides: worktime.Overrides = field(default_factory=dict)
    warnings: Mapping[str, dt.timedelta] = field(default_factory=lambda: DEFAULT_WARNINGS)


@dataclass(frozen=True)
class Clock:
    """What one stage of one case is judged by."""

    stage: str
    start: Moment
    done: Moment
    limit: Limit
    exempt: bool = False
    suspension: Case | None = None


class Verdict(NamedTuple):
    """Status and due time of one stage of one case."""

    status: str
    due: dt.datetime | None = None


def judge_case(
    case: Case, settings: Settings, as_of: dt.datetime, columns: frozenset[str] = FIELDS
) -> dict[str, Verdict]:
    """Every stage of one case. `columns` are the fields the ledger has a column for."""
    judged = {
        "接收": ("received_at", judge_receive),
        "转派": ("transferred_at", judge_transfer),
        "退回": ("returned_at", judge_return),
        "首次联系": ("first_contact_at", judge_contact),
        "阶段反馈": ("feedback_at", judge_feedback),
        "办结": ("closed_at", judge_closure),
        "挂账月报": ("progress_dates", judge_reports),
        "回访": ("callback_at", judge_callback),
    }
    return {
        stage: judge(case, settings, as_of) if done_column in columns else Verdict("不适用")
        for stage, (done_column, judge) in judged.items()
    }


def judge_receive(case: Case, settings: Settings, as_of: dt.datetime) -> Verdict:
    """接收: 30 minutes from dispatched_at, every case (annex 1, 一.1)."""
    clock = Clock("接收", case.dispatched_at, case.received_at, Limit(30, "分钟"))
    return judge_clock(clock, settings, as_of)


def judge_transfer(case: Case, settings: Settings, as_of: dt.datetime) -> Verdict:
    """转派: 1 hour from receipt, or from approval for a special case (annex 1, 一.1, 二.2(1))."""
    if not _is_handled_here(case):
        return Verdict("不适用")
    if case.special:
        start = case.approved_at
    elif settings.transfer_from == "派单":
        start = case.dispatched_at
    else:
        start = case.received_at
    exempt = case.special and not is_present(case.approved_at)
    clock = Clock("转派", start, case.transferred_at, Limit(1, "小时"), exempt)
    return judge_clock(clock, settings, as_of)


def judge_return(case: Case, settings: Settings, as_of: dt.datetime) -> Verdict:
    """退回: 2 hours, for a case that is not the township's or was returned (annex 1, 二.2(1))."""
    if case.in_township is not False and not is_present(case.returned_at):
        return Verdict("不适用")
    start = {
        "接收": case.received_at,
        "派单": case.dispatched_at,
        "核实": case.verified_at,
    }[settings.return_from]
    clock = Clock("退回", start, case.returned_at, Limit(2, "小时"))
    return judge_clock(clock, settings, as_of)


def judge_contact(case: Case, settings: Settings, as_of: dt.datetime) -> Verdict:
    """首次联系: 2 hours (annex 1, 一.2)."""
    start = _handling_start(case, settings)
    clock = Clock("首次联系", start, case.first_contact_at, Limit(2, "小时"))
    return _judge_node(clock, case, settings, as_of)


def judge_feedback(case: Case, settings: Settings, as_of: dt.datetime) -> Verdict:
    """阶段反馈: 24 hours (annex 1, 一.2)."""
    start = _handling_start(case, settings)
    clock = Clock("阶段反馈", start, case.feedback_at, Limit(24, "小时"))
    return _judge_node(clock, case, settings, as_of)


def judge_closure(case: Case, settings: Settings, as_of: dt.datetime) -> Verdict:
    """办结: limit_class, else 7 days; suspension moves the due time (annex 1, 一.2)."""
    if not _is_handled_here(case):
        return Verdict("不适用")
    undated = case.suspended is True and not is_present(case.suspended_at)
    if undated or case.limit_class is UNREADABLE or _has_bad_suspension(case, as_of):
        return Verdict("数据异常")
    clock = Clock(
        "办结",
        _handling_start(case, settings),
        case.closed_at,
        case.limit_class or Limit(7, "天"),
        exempt=is_present(case.suspended_at) and not is_present(_suspension_end(case)),
        suspension=case,
    )
    return judge_clock(clock, settings, as_of)


def judge_reports(case: Case, settings: Settings, as_of: dt.datetime) -> Verdict:
    """挂账月报: one report in every month between suspension and its end (annex 1, 一.2)."""
    if not is_present(case.suspended_at):
        return Verdict("不适用")
    end = _suspension_end(case)
    moments = (case.suspended_at, *case.progress_dates)
    if UNREADABLE in moments or end is UNREADABLE:
        return Verdict("数据异常")
    if any(is_earlier(as_of, moment) for moment in moments):
        return Verdict("数据异常")
    reported = {_month_number(date) for date in case.progress_dates}
    this_month = _month_number(as_of)
    first = _month_number(case.suspended_at) + 1
    last = this_month if end is None else min(_month_number(end) - 1, this_month)
    for month in range(first, last + 1):
        if month in reported:
            continue
        if month < this_month:
            return Verdict(f"超时（缺{month // 12:04d}-{month % 12 + 1:02d}）")
        days_in_month = calendar.monthrange(as_of.year, as_of.month)[1]
        return Verdict("临期" if as_of.day > days_in_month - 5 else "未到期")
    return Verdict("按时")


def judge_callback(case: Case, settings: Settings, as_of: dt.datetime) -> Verdict:
    """回访: no limit in the contract, so only whether it was done (annex 1, 一.3)."""
    if isinstance(case.callback_at, dt.date):
        return Verdict("已回访")
    return Verdict("待回访" if is_present(case.closed_at) else "未开始")


class Summary(NamedTuple):
    """总体状态, 下一时限, 剩余分钟."""

    overall: str
    next_due: dt.datetime | None
    minutes_left: int | None


def summarise(verdicts: Mapping[str, Verdict], as_of: dt.datetime) -> Summary:
    """The three columns that look across the stages (rules 3)."""
    seen = {plain_status(verdicts[stage].status) for stage in (*TIMED_STAGES, "挂账月报")}
    overall = next(status for status in OVERALL_ORDER if status in seen)
    dues = [
        verdicts[stage].due
        for stage in TIMED_STAGES
        if verdicts[stage].status in OPEN_STATUSES and verdicts[stage].due is not None
    ]
    if not dues:
        return Summary(overall, None, None)
    return Summary(overall, min(dues), (min(dues) - as_of) // dt.timedelta(minutes=1))


def said(minutes: int | None) -> str | None:
    """The minutes left in words: 剩2小时15分, 已超5天9小时."""
    if minutes is None:
        return None
    days, hours, rest = abs(minutes) // 1440, abs(minutes) // 60 % 24, abs(minutes) % 60
    long = f"{days}天" + (f"{hours}小时" if hours else "")
    short = (f"{hours}小时" if hours else "") + (f"{rest}分" if rest or not hours else "")
    return ("已超" if minutes < 0 else "剩") + (long if days else short)


def plain_status(status: str) -> str:
    """`超时（缺2024-03）` counts as 超时."""
    return status.partition("（")[0]


def _is_handled_here(case: Case) -> bool:
    """Not returned, and not 是否镇属=否."""
    return not is_present(case.returned_at) and case.in_township is not False


def _handling_start(case: Case, settings: Settings) -> Moment:
    return case.transferred_at if settings.handling_from == "转派" else case.dispatched_at


def _judge_node(clock: Clock, case: Case, settings: Settings, as_of: dt.datetime) -> Verdict:
    """首次联系 and 阶段反馈: closed_at stands in for a time that is missing (rules 3)."""
    if not _is_handled_here(case) or settings.handling_nodes == "分级时限":
        return Verdict("不适用")
    if is_present(clock.done):
        return judge_clock(clock, settings, as_of)
    verdict = judge_clock(replace(clock, done=case.closed_at), settings, as_of)
    if verdict.status == "超时":
        return Verdict("无法判定", verdict.due)
    return verdict


def judge_clock(clock: Clock, settings: Settings, as_of: dt.datetime) -> Verdict:
    """The table of statuses in rules 3, from 数据异常 down, in its order of test."""
    start, done = clock.start, clock.done
    if _is_bad(start, done, as_of):
        return Verdict("数据异常")
    if clock.exempt:
        return Verdict("豁免")
    if start is None:
        return Verdict("未开始" if done is None else "无法判定")
    needs_time = clock.limit.unit != "天" or settings.day_count == "满24小时"
    if needs_time and is_date_only(start):
        return Verdict("无法判定")
    try:
        due = due_time(start, clock.limit, settings)
    except worktime.UnannouncedYearError:
        return Verdict("数据异常")
    if clock.suspension is not None:
        due += _suspension_shift(clock.suspension, due)
    if done is None:
        status = _open_status(due, settings.warnings[clock.stage], as_of)
    elif needs_time and is_date_only(done):
        status = "无法判定"
    else:
        status = "按时" if at_midnight(done) <= due else "超时"
    return Verdict(status, due)


def _is_bad(start: Moment, done: Moment, as_of: dt.datetime) -> bool:
    """Unreadable, done earlier than start, or either later than as-of."""
    if start is UNREADABLE or done is UNREADABLE:
        return True
    if start is not None and done is not None and is_earlier(done, start):
        return True
    return any(time is not None and is_earlier(as_of, time) for time in (start, done))


def _open_status(due: dt.datetime, warning: dt.timedelta, as_of: dt.datetime) -> str:
    if as_of > due:
        return "逾期未办"
    return "临期" if due - as_of <= warning else "未到期"


def due_time(start: dt.date, limit: Limit, settings: Settings) -> dt.datetime:
    """When `limit` from `start` ends, before any suspension (rules 3)."""
    if settings.working_time:
        if limit.unit == "天":
            return worktime.close_of_working_day(
                date_of(start), limit.amount, settings.hours, settings.overrides
            )
        return worktime.add_open_time(
            at_midnight(start), limit.duration(), settings.hours, settings.overrides
        )
    if limit.unit != "天" or settings.day_count == "满24小时":
        return at_midnight(start) + limit.duration()
    last_day = date_of(start) + limit.duration()
    if settings.roll_last_day:
        last_day = worktime.next_workday(last_day, settings.overrides)
    return at_midnight(last_day) + ONE_DAY - ONE_SECOND


def _suspension_end(case: Case) -> Moment:
    """released_at, else closed_at."""
    return case.released_at if is_present(case.released_at) else case.closed_at


def _has_bad_suspension(case: Case, as_of: dt.datetime) -> bool:
    """end before suspended_at, suspended_at before dispatched_at, or any later than as-of."""
    if not is_present(case.suspended_at):
        return False
    end = _suspension_end(case)
    times = [time for time in (case.dispatched_at, case.suspended_at, end) if is_present(time)]
    if UNREADABLE in times:
        return True
    if any(is_earlier(as_of, time) for time in times):
        return True
    if end is not None and is_earlier(end, case.suspended_at):
        return True
    return case.dispatched_at is not None and is_earlier(case.suspended_at, case.dispatched_at)


def _suspension_shift(case: Case, unmoved_due: dt.datetime) -> dt.timedelta:
    """`end - suspended_at`, a date counting from 00:00; none when suspended after the due time."""
    end = _suspension_end(case)
    if case.suspended_at is None or end is None or at_midnight(case.suspended_at) > unmoved_due:
        return dt.timedelta()
    return max(at_midnight(end) - at_midnight(case.suspended_at), dt.timedelta())


def _month_number(day: dt.date) -> int:
    return day.year * 12 + day.month - 1

"""Weeks, months, 考核月, service quarters and ranges of days (附件1 一.4: 周汇总, 月分析)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from macros_py.rules.terms.errors import RuleError
from macros_py.rules.terms.named_days import NamedDays, Span, named_days
from macros_py.rules.terms.quarters import add_months, find_quarter, nth_quarter
from macros_py.rules.terms.settings import Settings

FRIDAY_NOON = "周五12:00"
SECOND = timedelta(seconds=1)

_QUARTER = re.compile(r"第?(?:\d{1,3}|[一二三四五六七八九十])季度")
_WANTED = "请写作 2024-W10、2024-03、2024-03考核月、第1季度 或 2024-03-01..2024-03-07"


class PeriodError(RuleError):
    """A text that names no period, or a period that has not begun."""


class Kind(Enum):
    """What a period is; the value is how its predecessor is called."""

    WEEK = "上周"
    MONTH = "上月"
    CYCLE = "上一考核月"
    QUARTER = "上季度"
    RANGE = "上一时段"


@dataclass(frozen=True, slots=True)
class Period:
    """One period ``[start, end)``; ``number`` is that of a service quarter.

    >>> Period(Kind.MONTH, datetime(2024, 3, 1), datetime(2024, 4, 1)).label
    '2024年3月'
    """

    kind: Kind
    start: datetime
    end: datetime
    number: int = 0

    @property
    def last(self) -> datetime:
        """The last second that belongs to it."""
        return self.end - SECOND

    @property
    def label(self) -> str:
        """The period as a heading names it."""
        if self.kind is Kind.WEEK:
            year, week, _ = _thursday(self).isocalendar()
            return f"{year}年第{week}周"
        if self.kind is Kind.MONTH:
            return f"{self.start.year}年{self.start.month}月"
        if self.kind is Kind.CYCLE:
            return f"{self.last.year}年{self.last.month}月考核月"
        return f"第{self.number}季度" if self.number > 0 else self.span

    @property
    def name(self) -> str:
        """The period in a file's name: ``2024-W10``, ``2024-03``, ``2024-03考核月``."""
        if self.kind is Kind.WEEK:
            year, week, _ = _thursday(self).isocalendar()
            return f"{year}-W{week:02}"
        if self.kind is Kind.MONTH:
            return f"{self.start:%Y-%m}"
        if self.kind is Kind.CYCLE:
            return f"{self.last:%Y-%m}考核月"
        return self.label

    @property
    def named(self) -> str:
        """The period with its days, which of a range are its name."""
        return self.label if self.label == self.span else f"{self.label}（{self.span}）"

    @property
    def span(self) -> str:
        """Its first and last day, with the time of day where it begins within one."""
        if self.start.time() == time():
            return f"{self.start:%Y-%m-%d}至{self.last:%Y-%m-%d}"
        return f"{self.start:%Y-%m-%d %H:%M}至{self.end:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The part of a period that has passed at a moment, ``[start, end)``; ``running``: not all."""

    period: Period
    as_of: datetime

    @property
    def running(self) -> bool:
        """Whether the period still runs (进行中)."""
        return self.as_of + SECOND < self.period.end

    @property
    def start(self) -> datetime:
        """Where the period begins."""
        return self.period.start

    @property
    def end(self) -> datetime:
        """The earlier of the period's end and the second after ``as_of``."""
        return min(self.period.end, self.as_of + SECOND)

    @property
    def length(self) -> timedelta:
        """How much of it has passed."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Periods:
    """The township's periods: where a week begins, and where the quarters are counted from."""

    settings: Settings

    def read(self, text: str) -> Period:
        """Return the period that ``text`` names, in ISO or in Chinese.

        ``2024-W10`` is the ISO week (with 周起点 = 周五12:00 the seven days that contain the
        midnight before its Thursday), ``2024-03`` the month, ``2024-03考核月`` 19 Feb to 18 Mar.
        Raises PeriodError, and QuarterError for a quarter outside the term.
        """
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        if _QUARTER.fullmatch(plain):
            return self._quarter(find_quarter(plain, self.settings).number)
        if found := named_days(text):
            return self._of_days(found)
        if re.fullmatch(r"\d{4}年?第?[\d一二三四]季度", plain):
            raise PeriodError(f"期间 “{text}”：合同季度从服务起始日算，请填 第1季度")
        raise PeriodError(f"期间无法识别 “{text}”，{_WANTED}")

    def elapsed(self, text: str, as_of: datetime) -> Elapsed:
        """Return the part of the period that ``text`` names which has passed at ``as_of``.

        Raises what ``read`` raises, and PeriodError for a period that has not begun.
        """
        found = Elapsed(self.read(text), as_of)
        if found.end <= found.start:
            raise PeriodError(f"期间 {found.period.named}在截至时点 {as_of} 还没有开始")
        return found

    def _of_days(self, named: NamedDays) -> Period:
        if named.span is Span.WEEK:
            return self._week(named.first)
        if named.span is Span.DAYS:
            return _days(named.first, named.last)
        return _months(Kind.MONTH if named.span is Span.MONTH else Kind.CYCLE, named.first)

    def back(self, period: Period, count: int = 1) -> Period:
        """Return the period ``count`` before of the same kind; of a range the equal span."""
        if period.kind is Kind.QUARTER:
            return self._quarter(period.number - count)
        if period.kind in (Kind.MONTH, Kind.CYCLE):
            return _months(period.kind, add_months(period.start.date(), -count))
        length = (period.end - period.start) * count
        return Period(period.kind, period.start - length, period.end - length)

    def year_before(self, period: Period) -> Period:
        """Return the period that 同比 compares with.

        A week 364 days back, so that weekdays meet; another span the same days a year before,
        29 February the 28th.
        """
        if period.kind is Kind.WEEK:
            back = timedelta(days=364)
            return Period(Kind.WEEK, period.start - back, period.end - back)
        if period.kind is Kind.RANGE:
            first, last = (add_months(day.date(), -12) for day in (period.start, period.last))
            return _days(first, last)
        return self.back(period, 4 if period.kind is Kind.QUARTER else 12)

    def _week(self, monday: date) -> Period:
        start = datetime.combine(monday, time())
        if self.settings.choice("周起点") == FRIDAY_NOON:
            start += timedelta(days=-3, hours=12)
        return Period(Kind.WEEK, start, start + timedelta(days=7))

    def _quarter(self, number: int) -> Period:
        quarter = nth_quarter(self.settings.date("服务起始日"), number)
        return Period(Kind.QUARTER, midnight(quarter.start), midnight(quarter.end), number)


def _thursday(week: Period) -> datetime:
    """Return a moment on the Thursday that names the ISO week."""
    return week.start + timedelta(days=3 if week.start.weekday() == 0 else 6)


def _months(kind: Kind, first: date) -> Period:
    return Period(kind, midnight(first), midnight(add_months(first, 1)))


def _days(first: date, last: date) -> Period:
    return Period(Kind.RANGE, midnight(first), midnight(last + timedelta(days=1)))


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins."""
    return datetime.combine(day, time())

"""Working time: due times and elapsed time that count only opening hours (reading 计时日历).

A calendar is laid out as sorted segments of open time. Every instant has a position on the axis of
worked seconds; a due time is one search there and back, for whole columns at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import overload

import numpy as np
import numpy.typing as npt

from macros_py.rules.terms.duration import DAY
from macros_py.rules.terms.errors import CalendarError

Times = npt.NDArray[np.datetime64]
Seconds = npt.NDArray[np.int64]
Clock = time | str | int
Hours = Iterable[tuple[Clock, Clock]]
Pauses = Sequence[tuple[datetime | Times | None, datetime | Times | None]]

NAT = np.iinfo(np.int64).min
FOREVER = np.iinfo(np.int64).max // 4
_EPOCH = date(1970, 1, 1)
_HORIZON_DAYS = 366 * 30


@dataclass(frozen=True)
class WorkCalendar:
    """Opening hours: per weekday, with dates off and dates whose hours replace the weekday's.

    ``weekly`` gives Monday … Sunday (a mapping from 0 … 6, or seven entries) as (from, to) pairs of
    ``time``, ``"9:00"`` or seconds after midnight; ``"24:00"`` ends a day. ``off_days`` have no
    work. ``shifts`` maps a make-up day (调休) to its hours, and outranks ``off_days``.
    ``known`` bounds the dates ``[first, end)`` whose holidays are announced; a result that would
    lie outside raises CalendarError naming the year.
    """

    weekly: Mapping[int, Hours] | Sequence[Hours]
    off_days: Iterable[date] = ()
    shifts: Mapping[date, Hours] = field(default_factory=dict)
    known: tuple[date, date] | None = None

    @overload
    def due(self, start: datetime, seconds: int, pauses: Pauses = ()) -> datetime | None: ...
    @overload
    def due(self, start: Times, seconds: int | Seconds, pauses: Pauses = ()) -> Times: ...
    def due(
        self, start: datetime | Times, seconds: int | Seconds, pauses: Pauses = ()
    ) -> datetime | Times | None:
        """Return when ``seconds`` of open time after ``start`` have passed.

        A pause (from, to) does not count; overlapping pauses count once; one without an end (None
        or NaT) never ends, so a due time after its start is NaT (None for a scalar). A limit that
        ends at closing time is due then, not at the next opening.
        """
        at = _int64(start)
        begin = self._position(at)
        target = begin + np.asarray(seconds, dtype=np.int64)
        for pause_from, pause_to in self._merged(pauses, at.shape):
            length = pause_to - np.maximum(pause_from, begin)
            target = target + np.where((pause_from < target) & (length > 0), length, 0)
        result = np.where(at == NAT, NAT, self._instant(target))
        result = np.where(np.asarray(seconds) == 0, np.maximum(at, result), result)
        return _like(start, result)

    @overload
    def worked(self, start: datetime, end: datetime, pauses: Pauses = ()) -> int: ...
    @overload
    def worked(self, start: Times, end: Times, pauses: Pauses = ()) -> Seconds: ...
    def worked(
        self, start: datetime | Times, end: datetime | Times, pauses: Pauses = ()
    ) -> int | Seconds:
        """Return the open seconds of ``[start, end)`` outside the pauses; 0 for swapped ends.

        NaT at either end gives 0.
        """
        first, last = _int64(start), _int64(end)
        begin, finish = self._position(first), self._position(last)
        total = finish - begin
        for pause_from, pause_to in self._merged(pauses, total.shape):
            inside = np.minimum(pause_to, finish) - np.maximum(pause_from, begin)
            total = total - np.maximum(inside, 0)
        total = np.where((first == NAT) | (last == NAT), 0, np.maximum(total, 0))
        return int(total) if isinstance(start, datetime) else total

    def closing(self, start: Times, days: int | Seconds) -> Times:
        """Return closing time of the ``days``-th working day after the day of ``start``.

        A day that closes at 24:00 ends at its last second, 23:59:59.
        """
        at = _int64(start)
        self._day(at)
        result = self.closing_or_nat(at, days)
        if ((at != NAT) & (result == NAT)).any():
            raise unannounced(self._span[1].year)
        return result.view("datetime64[s]")

    def due_or_nat(self, start: Seconds, seconds: int | Seconds) -> Seconds:
        """Do what ``due`` does, with NaT for a due time that is not within ``known``.

        ``start`` is in seconds since 1970 with NaT as the smallest number.
        """
        at = np.where(self._known(start), start, NAT)
        target = self._position(at) + np.asarray(seconds, dtype=np.int64)
        beyond = target > self._through[-1]
        result = self._instant(np.where(beyond, 0, target))
        result = np.where(np.asarray(seconds) == 0, np.maximum(at, result), result)
        return np.where((at == NAT) | beyond, NAT, result)

    def closing_or_nat(self, start: Seconds, days: int | Seconds) -> Seconds:
        """Do what ``closing`` does, with NaT for a closing time that is not within ``known``."""
        at = np.where(self._known(start), start, NAT)
        index = self._days_through[self._day(at)] + np.asarray(days) - 1
        beyond = index >= len(self._closings)
        closing = self._closings[np.where(beyond, 0, index)]
        return np.where((at == NAT) | beyond, NAT, closing)

    def _known(self, at: Seconds) -> npt.NDArray[np.bool_]:
        """Mark the instants that lie on a day of the calendar."""
        day = at // DAY - self._days[0]
        known: npt.NDArray[np.bool_] = (at != NAT) & (day >= 0) & (day < len(self._days))
        return known

    def _day(self, at: Seconds) -> Seconds:
        """Return the number of each instant's day in the calendar, 0 for NaT."""
        day = np.asarray(np.where(at == NAT, 0, at // DAY - self._days[0]))
        for number in (int(day.min()), int(day.max())) if day.size else ():
            if not 0 <= number < len(self._days):
                raise unannounced((self._span[0] + timedelta(days=number)).year)
        return day

    def _position(self, at: Seconds) -> Seconds:
        """Return the worked seconds before each instant, 0 for NaT."""
        index = self._first_open[self._day(at)]
        for _ in range(self._most_a_day):
            index = index + (self._ends[index] <= at)
        opens = self._starts[index]
        return np.asarray(self._before[index] + (np.maximum(at, opens) - opens))

    def _instant(self, position: Seconds) -> Seconds:
        """Return the first instant before which as many seconds have been worked."""
        open_ended = position >= FOREVER // 2
        wanted = np.where(open_ended, 0, position)
        index = np.searchsorted(self._through, wanted, side="left")
        if index.size and int(index.max()) >= len(self._through):
            raise unannounced(self._span[1].year)
        return np.where(open_ended, NAT, self._starts[index] + wanted - self._before[index])

    def _merged(self, pauses: Pauses, shape: tuple[int, ...]) -> Iterator[tuple[Seconds, Seconds]]:
        if not pauses:
            return
        starts = np.stack([np.broadcast_to(_int64(begin), shape) for begin, _ in pauses])
        ends = np.stack([np.broadcast_to(_int64(end), shape) for _, end in pauses])
        first = np.where(starts == NAT, FOREVER, self._position(starts))
        last = np.where(ends == NAT, FOREVER, self._position(ends))
        order = np.argsort(first, axis=0, kind="stable")
        first = np.take_along_axis(first, order, axis=0)
        last = np.take_along_axis(last, order, axis=0)
        reached = np.zeros(shape, dtype=np.int64)
        for begin, end in zip(first, last, strict=True):
            begin = np.maximum(begin, reached)  # noqa: PLW2901
            yield begin, np.maximum(begin, end)
            reached = np.maximum(reached, end)

    @cached_property
    def _span(self) -> tuple[date, date]:
        if self.known:
            return self.known
        given = [*self.off_days, *self.shifts, date(1999, 12, 1), date(2040, 1, 1)]
        return min(given) - timedelta(days=7), max(given) + timedelta(days=_HORIZON_DAYS)

    @cached_property
    def _segments(self) -> npt.NDArray[np.int64]:
        weekly = [_spans(self.weekly[day]) if _has(self.weekly, day) else [] for day in range(7)]
        off = {(day - _EPOCH).days for day in self.off_days}
        shifts = {(day - _EPOCH).days: _spans(hours) for day, hours in self.shifts.items()}
        first, end = ((day - _EPOCH).days for day in self._span)
        segments = [
            (day * DAY + opens, day * DAY + closes)
            for day in range(first, end)
            for opens, closes in (
                shifts[day] if day in shifts else [] if day in off else weekly[(day + 3) % 7]
            )
        ]
        if not segments:
            raise CalendarError("工作时段为空，无法按工作时间计算")
        return np.array(segments, dtype=np.int64)

    @cached_property
    def _starts(self) -> Seconds:
        """Opening of each segment, and one that never comes."""
        return np.append(self._segments[:, 0], FOREVER)

    @cached_property
    def _ends(self) -> Seconds:
        return np.append(self._segments[:, 1], FOREVER)

    @cached_property
    def _through(self) -> Seconds:
        """Seconds worked by the end of each segment."""
        return np.cumsum(self._segments[:, 1] - self._segments[:, 0])

    @cached_property
    def _before(self) -> Seconds:
        """Seconds worked before each segment, and before the one that never comes."""
        return np.append(0, self._through)

    @cached_property
    def _days(self) -> Seconds:
        first, end = ((day - _EPOCH).days for day in self._span)
        return np.arange(first, end)

    @cached_property
    def _first_open(self) -> npt.NDArray[np.int64]:
        """Each day's first segment, or where it has none the next day's."""
        return np.searchsorted(self._segments[:, 1], self._days * DAY, side="right")

    @cached_property
    def _most_a_day(self) -> int:
        return int(np.unique(self._segments[:, 0] // DAY, return_counts=True)[1].max())

    @cached_property
    def _work_days(self) -> Seconds:
        return np.unique(self._segments[:, 0] // DAY)

    @cached_property
    def _days_through(self) -> Seconds:
        """Working days up to and including each day."""
        return np.searchsorted(self._work_days, self._days, side="right")

    @cached_property
    def _closings(self) -> Seconds:
        """Closing time of each working day."""
        next_days = (self._work_days + 1) * DAY
        ends: Seconds = self._ends[np.searchsorted(self._starts, next_days) - 1]
        return np.where(ends == next_days, ends - 1, ends)


def unannounced(year: int) -> CalendarError:
    """Return the refusal for a year whose holidays are not known."""
    return CalendarError(
        f"{year}年的节假日安排未公布或不在日历内，无法按工作日计算；请更新 chinesecalendar 后再试"
    )


def _has(weekly: Mapping[int, Hours] | Sequence[Hours], day: int) -> bool:
    return day in weekly if isinstance(weekly, Mapping) else day < len(weekly)


def _spans(hours: Hours) -> list[tuple[int, int]]:
    spans = sorted((_clock(opens), _clock(closes) or DAY) for opens, closes in hours)
    reached = 0
    for opens, closes in spans:
        if not reached <= opens < closes <= DAY:
            raise CalendarError(f"工作时段有误：{spans}")
        reached = closes
    return spans


def _clock(value: Clock) -> int:
    if isinstance(value, str):
        value = _time(value)
    if isinstance(value, time):
        return value.hour * 3600 + value.minute * 60 + value.second
    return value


def _time(text: str) -> time | int:
    """Read ``9:00`` or ``09:00:00``; ``24:00`` is the end of the day."""
    if text.strip() in {"24:00", "24:00:00"}:
        return DAY
    pattern = "%H:%M:%S" if text.count(":") > 1 else "%H:%M"
    try:
        return datetime.strptime(text.strip(), pattern).time()
    except ValueError:
        raise CalendarError(f"时刻无法识别 “{text}”，请写作 9:00") from None


def _int64(value: datetime | Times | None) -> Seconds:
    return np.asarray(value, dtype="datetime64[s]").view(np.int64)


def _like(given: datetime | Times, result: Seconds) -> datetime | Times | None:
    times = np.asarray(result, dtype=np.int64).view("datetime64[s]")
    if isinstance(given, datetime):
        return None if np.isnat(times) else times.item()
    return times

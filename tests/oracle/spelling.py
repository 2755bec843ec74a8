"""Every way rules 2 allows to write a value into a cell."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.oracle.cells import (
    BLANK_WORDS,
    NO,
    OWN_NO,
    OWN_YES,
    SERIAL_EPOCH,
    TIME_BLANKS,
    YES,
    Cell,
)
from tests.oracle.values import UNREADABLE, Moment

if TYPE_CHECKING:
    import random

FULL_WIDTH = str.maketrans("0123456789:-/. ", "０１２３４５６７８９：－／．　")
GARBAGE = (
    *(
        "2024.13.5",
        "24:30",
        "待定",
        "2024-02-30",
        "1999-12-31 23:59",
        "昨天上午",
        "2023-02-29 10:00",
    ),
    *("2024-01-05 25:00", "2024-01-05 09:61", "01/05/2024 09:30", "13/05/2024", "2024/1"),
)
UNSEEN = ("\u200b", "\u2066", "\u180e", "\ufeff", "\u202e", "\u00ad", "\u2060")


@dataclass
class Speller:
    """Writes meanings as cells; a workbook has dates and numbers, a .csv only text."""

    rng: random.Random
    is_workbook: bool

    def blank(self) -> Cell:
        return Cell(self.rng.choice((None, None, None, *BLANK_WORDS, "  ")))

    def moment(self, moment: Moment, month_first: bool = False) -> Cell:
        if moment is None:
            says_so = self.rng.random() < 0.1
            return Cell(self.rng.choice(TIME_BLANKS)) if says_so else self.blank()
        if moment is UNREADABLE:
            return self._garbage()
        if month_first:
            return Cell(self._month_first(moment))
        if self.is_workbook and self.rng.random() < 0.6:
            return self._excel_date(moment)
        texts = self._time_texts(moment) if isinstance(moment, dt.datetime) else _dates(moment)
        return Cell(self._dressed(self.rng.choice(texts)))

    def moments(self, moments: tuple[Moment, ...]) -> Cell:
        if not moments:
            return self.blank()
        texts = [
            self.rng.choice(("待定", "2024-02-30"))
            if moment is UNREADABLE
            else self.rng.choice(_dates(moment))
            for moment in moments
        ]
        if self.is_workbook and len(moments) == 1 and self.rng.random() < 0.5:
            return self.moment(moments[0])
        separator = self.rng.choice(("；", ";", "，", ",", "、", "\n"))
        return Cell(separator.join(texts) + self.rng.choice(("", "", separator)))

    def yes_no(self, answer: bool | None, field: str = "") -> Cell:
        if answer is None:
            other = ("也许", "已办", "未办")
            return self.blank() if self.rng.random() < 0.9 else Cell(self.rng.choice(other))
        choices: tuple[object, ...] = YES if answer else NO
        choices = (*choices, *(OWN_YES if answer else OWN_NO).get(field, ()))
        if self.is_workbook:
            choices = (*choices, int(answer), answer)
        return Cell(self.rng.choice(choices))

    def case_id(self, text: str) -> Cell:
        if not text:
            return self.blank()
        roll = self.rng.random()
        if self.is_workbook and text.isdigit() and text[0] != "0" and roll < 0.4:
            return Cell(int(text))
        if roll > 0.95:
            return Cell(text.translate(FULL_WIDTH) + self.rng.choice(UNSEEN))
        return Cell(f" {text} " if roll > 0.9 else text)

    def _garbage(self) -> Cell:
        if self.is_workbook and self.rng.random() < 0.2:
            return self.rng.choice(
                (
                    Cell(dt.datetime(1999, 12, 31, 9, 30), "yyyy-mm-dd hh:mm:ss"),
                    Cell(12.5, "General"),
                    Cell(dt.time(9, 30), "hh:mm"),
                )
            )
        return Cell(self.rng.choice(GARBAGE))

    def _excel_date(self, moment: dt.date) -> Cell:
        if not isinstance(moment, dt.datetime):
            midnight = dt.datetime(moment.year, moment.month, moment.day)
            formats = ("yyyy-mm-dd", "yyyy/m/d", "mm-dd-yy", 'yyyy"年"m"月"d"日"')
            return Cell(midnight, self.rng.choice(formats))
        if moment.time() != dt.time():
            roll = self.rng.random()
            if roll < 0.15:
                return Cell((moment - SERIAL_EPOCH) / dt.timedelta(days=1), "General")
            if roll < 0.2:
                return Cell(moment, "yyyy-mm-dd")
        formats = ("yyyy-mm-dd hh:mm:ss", "yyyy/m/d h:mm", "m/d/yy h:mm")
        return Cell(moment, self.rng.choice(formats))

    def _time_texts(self, moment: dt.datetime) -> list[str]:
        day = self.rng.choice(_dates(moment))
        hour, minute, second = moment.hour, moment.minute, moment.second
        half, hour12 = ("上午" if hour < 12 else "下午"), hour % 12 or 12
        meridiem = "AM" if hour < 12 else "PM"
        texts = [
            f"{moment:%Y-%m-%d %H:%M:%S}",
            f"{moment:%Y-%m-%dT%H:%M:%S}",
            f"{moment:%Y%m%d%H%M%S}",
            f"{moment:%Y%m%d %H%M%S}",
            f"{day} {hour}:{minute:02}:{second:02}",
            f"{_chinese(moment)} {hour}时{minute}分{second}秒",
            f"{_chinese(moment)}{hour}时{minute}分{second}秒",
            f"{day} {hour12}:{minute:02}:{second:02} {meridiem}",
        ]
        if hour % 12:
            texts.append(f"{_chinese(moment)} {half}{hour % 12}:{minute:02}:{second:02}")
        if second == 0:
            texts += [
                f"{day} {hour}:{minute:02}",
                f"{_chinese(moment)} {hour}时{minute}分",
                f"{moment:%Y.%m.%d %H:%M}",
                f"{moment:%Y%m%d%H%M}",
            ]
            if hour % 12:
                texts.append(f"{_chinese(moment)} {half}{hour % 12}:{minute:02}")
        return texts

    def _month_first(self, moment: dt.date) -> str:
        if isinstance(moment, dt.datetime):
            return f"{moment:%m/%d/%Y %I:%M:%S %p}"
        return f"{moment:%m/%d/%Y}"

    def _dressed(self, text: str) -> str:
        roll = self.rng.random()
        if roll < 0.08:
            return text.translate(FULL_WIDTH)
        return f" {text} " if roll < 0.14 else text


def _chinese(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _dates(day: dt.date) -> list[str]:
    return [
        f"{day:%Y-%m-%d}",
        f"{day.year}-{day.month}-{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
        _chinese(day),
    ]

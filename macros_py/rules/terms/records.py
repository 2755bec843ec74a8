"""What the rules need of the evaluation workbook's records, whoever reads them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol


class QuarterRecord(Protocol):
    """A record of one service quarter."""

    @property
    def quarter(self) -> str:
        """The quarter as written, such as ``第1季度``; may be blank when ``period`` is not."""

    @property
    def period(self) -> str:
        """``2023-12-26至2024-03-25`` where the form gives its quarter by dates only, else blank."""

    @property
    def subject(self) -> str:
        """评估对象, the person or team that the form is about."""


class FormRecord(QuarterRecord, Protocol):
    """A filled 验收评价表 (附件2)."""

    @property
    def date(self) -> date | None:
        """评估日期."""

    @property
    def choices(self) -> Mapping[str, str]:
        """The chosen option of each item, blank where none is."""

    @property
    def opinion(self) -> str:
        """评估意见."""

    @property
    def state(self) -> str:
        """草稿 or 定稿."""

    @property
    def cells(self) -> Mapping[str, str]:
        """The address of each header's cell, such as ``考核评分!D5``."""


class EventRecord(QuarterRecord, Protocol):
    """An event of 明显违约违规 (contract 2.2)."""

    @property
    def kind(self) -> str:
        """One of the contract's three kinds."""

    @property
    def description(self) -> str:
        """What happened; without it the event does not count."""

    @property
    def case_id(self) -> str:
        """The case it concerns, if any."""

    @property
    def confirmed_by(self) -> str:
        """认定人; without one the event does not count."""

    @property
    def confirmed_on(self) -> date | None:
        """认定日期."""

    @property
    def cell(self) -> str:
        """Its address, such as ``违约违规!A3``."""


class SheetRecord(Protocol):
    """A row of a sheet behind the evidence."""

    @property
    def cell(self) -> str:
        """Its address, such as ``人员!A3``."""

    @property
    def cells(self) -> Mapping[str, str]:
        """The address of each header's cell."""


class AttendanceRecord(SheetRecord, Protocol):
    """A row of 考勤."""

    @property
    def date(self) -> date | None:
        """日期."""

    @property
    def name(self) -> str:
        """姓名."""

    @property
    def kind(self) -> str:
        """类型, such as 迟到."""

    @property
    def minutes(self) -> Decimal | None:
        """分钟, None when not given."""


class StaffRecord(SheetRecord, Protocol):
    """A row of 人员."""

    @property
    def name(self) -> str:
        """姓名."""

    @property
    def event(self) -> str:
        """事件, such as 离职."""

    @property
    def date(self) -> date | None:
        """日期."""

    @property
    def vacancy(self) -> str:
        """对应空缺: whom or what a replacement replaces."""


class ReportRecord(SheetRecord, Protocol):
    """A row of 分析报告."""

    @property
    def kind(self) -> str:
        """类型, such as 周汇总."""

    @property
    def period(self) -> str:
        """期间."""

    @property
    def submitted(self) -> date | None:
        """提交日期."""

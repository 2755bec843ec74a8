"""What the rules need of the evaluation workbook's records, whoever reads them."""

from collections.abc import Mapping
from datetime import date
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

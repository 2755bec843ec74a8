"""The shipped contract, settings over it, and ledgers judged by them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from macros_py.rules.deadlines.deadlines import Engine, Verdicts
from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.deadlines.status import TEXTS
from macros_py.rules.terms.contract import Contract
from templates import template
from tests.macros_py.frames import FIELDS, Row, frame

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from macros_py.rules.terms.settings import Settings

DOCUMENT = template("contract.toml").read_text(encoding="utf-8")
CONTRACT = Contract.of(tomllib.loads(DOCUMENT))
AS_OF = "2024-03-20 15:00"


@dataclass(frozen=True)
class Cell:
    """What stands in 合同设置 beside a key."""

    value: object
    cell: str


def settings(overrides: Mapping[str, object] | None = None) -> Settings:
    """Return the settings with these values in 合同设置, from row 2 down."""
    return CONTRACT.settings(
        {
            key: Cell(value, f"合同设置!B{row}")
            for row, (key, value) in enumerate((overrides or {}).items(), 2)
        }
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def judge(
    *rows: Row,
    as_of: str = AS_OF,
    fields: Collection[str] = FIELDS,
    readings: Mapping[str, object] | None = None,
    holidays: Holidays | None = None,
) -> Verdicts:
    """Judge a ledger of these cases; ``readings`` are settings by key."""
    engine = Engine(CONTRACT, settings(readings), holidays or Holidays(), at(as_of))
    return engine.judge(frame(*rows), fields)


def statuses(verdicts: Verdicts, stage: str) -> list[str]:
    return [TEXTS[code] for code in verdicts.status[stage]]


def dues(verdicts: Verdicts, stage: str) -> list[str]:
    """Return due times as ``2024-01-15 23:59:59``, blank where there is none."""
    return ["" if np.isnat(due) else str(due).replace("T", " ") for due in verdicts.due[stage]]


def shown(verdicts: Verdicts, stage: str) -> list[tuple[str, str]]:
    """Return (status, due time) of every row."""
    return list(zip(statuses(verdicts, stage), dues(verdicts, stage), strict=True))

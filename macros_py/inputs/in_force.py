"""What every job stands on: the contract, the settings in force, the holidays."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from macros_py.inputs.masking import masked_settings
from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.terms.contract import Contract
from macros_py.rules.terms.errors import RuleError, SettingError
from macros_py.rules.terms.settings import COLUMN_PIN, Settings
from templates import template
from workbook.evaluation.evaluation import read_evaluation
from workbook.evaluation.records import Evaluation
from workbook.ledger.headers import field_named
from workbook.values.refusals import CellError


@dataclass(frozen=True)
class Basis:
    """The contract with the township's settings over its defaults, and the evaluation workbook."""

    contract: Contract
    settings: Settings
    holidays: Holidays
    evaluation: Evaluation | None = None


@cache
def default_contract() -> Contract:
    """Return the contract as the shipped ``contract.toml`` states it."""
    return Contract.of(tomllib.loads(template("contract.toml").read_text(encoding="utf-8")))


def default_basis() -> Basis:
    """Return the contract with its default settings and the announced holidays."""
    contract = default_contract()
    return Basis(contract, contract.settings(), Holidays())


def open_basis(evaluation: Path | None, pins: Mapping[str, str] | None = None) -> Basis:
    """Read the evaluation workbook, if given, and lay its settings and 节假日 over the defaults.

    ``pins`` (field → header) outrank the workbook's 列映射. Raises the reader's refusals and
    SettingError for an unknown key, an unreadable value, or a 列映射 that names nothing.
    """
    if evaluation is None:
        basis = default_basis()
        return replace(basis, settings=_pinned(basis.settings, pins or {}))
    with naming(evaluation):
        return _basis_of(read_record(evaluation), pins or {})


@contextmanager
def naming(file: Path) -> Iterator[None]:
    """Let a refusal of what a file holds begin with the file's name."""
    try:
        yield
    except (RuleError, CellError) as error:
        if file.name in str(error):
            raise
        msg = f"{file.name}：{error}"
        raise type(error)(msg) from None


def _basis_of(record: Evaluation, pins: Mapping[str, str]) -> Basis:
    contract = default_contract()
    settings = masked_settings(contract.settings(record.settings))
    _check_pins(record)
    holidays = Holidays({holiday.date: holiday.rest for holiday in record.holidays})
    return Basis(contract, _pinned(settings, pins), holidays, record)


def read_record(evaluation: Path, *, lenient: bool = False) -> Evaluation:
    """Read the evaluation workbook as it stands, its settings unjudged; raises its refusals.

    ``lenient``: put by what cannot be read instead of refusing it.
    """
    contract = default_contract()
    items = {
        item.name: [(option.label, option.points) for option in item.options]
        for item in contract.items
    }
    kinds, points = contract.event_kinds, contract.event_points
    return read_evaluation(evaluation, items, kinds, points, lenient=lenient)


def _check_pins(record: Evaluation) -> None:
    for key, setting in record.settings.items():
        field = key.removeprefix(COLUMN_PIN)
        if field != key and field_named(field) is None:
            msg = f"{setting.cell}：没有「{field}」这一字段，字段名见使用说明"
            raise SettingError(msg)


def _pinned(settings: Settings, pins: Mapping[str, str]) -> Settings:
    """Lay pins over the settings' own, whatever names their fields bear."""
    outranked = set(map(field_named, pins))
    own = {key: value for key, value in settings.pins.items() if field_named(key) not in outranked}
    return settings.with_pins({**own, **pins})

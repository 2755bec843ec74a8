"""What every job stands on: the contract, the settings in force, the holidays."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from macros_py.inputs.default_contract import default_contract
from macros_py.rules.deadlines.holidays import Holidays
from macros_py.rules.terms.contract import Contract
from macros_py.rules.terms.errors import RuleError, SettlementError
from macros_py.rules.terms.settings import Settings
from workbook.ledger.headers import field_named
from workbook.values.refusals import CellError

if TYPE_CHECKING:
    from workbook.evaluation.evaluation import Evaluation
    from workbook.evaluation.snapshot import Snapshot


@dataclass(frozen=True)
class InForce:
    """The contract with the township's settings over its defaults, and the evaluation workbook."""

    contract: Contract
    settings: Settings
    holidays: Holidays
    evaluation: "Evaluation | None" = None

    @property
    def record(self) -> "Evaluation":
        """The evaluation workbook; raises SettlementError where there is none."""
        if self.evaluation is None:
            raise SettlementError("没有考核评价工作簿")
        return self.evaluation


def default_in_force() -> InForce:
    """Return the contract with its default settings and the announced holidays."""
    contract = default_contract()
    return InForce(contract, contract.settings(), Holidays())


def read_in_force(
    evaluation: "Path | Snapshot | None",
    pins: Mapping[str, str] | None = None,
    quarter: str | None = None,
    *,
    for_ledger: bool = False,
) -> InForce:
    """Read the evaluation workbook, if given, and lay its settings and 节假日 over the defaults.

    ``pins`` (field → header) outrank the workbook's 列映射. ``quarter``: the one that is to be
    scored. ``for_ledger``: only the settings matter, faults of other sheets do not.

    Raises the reader's refusals, and EvaluationError with everything at once that is wrong in the
    workbook: cells that cannot be read, unknown keys, values, forms and events that do not fit;
    then also what alone would not be refused, so that no second run finds more.
    """
    if evaluation is None:
        in_force = default_in_force()
        return replace(in_force, settings=_pinned(in_force.settings, pins or {}))
    from macros_py.inputs.evaluation_in_force import whole_evaluation  # noqa: PLC0415 - slow

    record, settings = whole_evaluation(evaluation, quarter, for_ledger=for_ledger)
    holidays = Holidays({holiday.date: holiday.rest for holiday in record.holidays})
    return InForce(default_contract(), _pinned(settings, pins or {}), holidays, record)


@contextmanager
def naming(file: Path) -> Iterator[None]:
    """Let a refusal of what a file holds begin with the file's name."""
    try:
        yield
    except (RuleError, CellError) as error:
        if file.name in str(error):
            raise
        raise type(error)(f"{file.name}：{error}") from None


def _pinned(settings: Settings, pins: Mapping[str, str]) -> Settings:
    """Lay pins over the settings' own, whatever names their fields bear."""
    outranked = set(map(field_named, pins))
    own = {key: value for key, value in settings.pins.items() if field_named(key) not in outranked}
    return settings.with_pins({**own, **pins})

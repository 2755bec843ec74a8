"""Deadline engine: 1,000,000 cases × 6 timed stages against the same rules row by row.

    python -m benchmarks.deadlines            # --small: a hundredth of it, to see that it runs

The peer is the plain Python of ``tests/oracle``, one case at a time, on a sample of the same cases.
"""

from datetime import datetime

import numpy as np

from benchmarks.measuring import SMALL, seconds, verdict
from macros_py.inputs.default_contract import default_contract
from macros_py.rules.deadlines.deadlines import Engine
from macros_py.rules.deadlines.holidays import Holidays
from tests.oracle.deadlines import Settings, judge_case
from tests.oracle.values import Case

CASES, SAMPLE = (10_000, 200) if SMALL else (1_000_000, 20_000)
AS_OF = datetime(2024, 4, 20)
TIMES = {
    "called_at": (0.0, 0),
    "dispatched_at": (0.0, 0),
    "received_at": (0.1, 3_600),
    "transferred_at": (0.1, 7_200),
    "verified_at": (0.95, 3_600),
    "returned_at": (0.95, 10_800),
    "approved_at": (0.97, 7_200),
    "first_contact_at": (0.1, 10_800),
    "feedback_at": (0.1, 100_000),
    "closed_at": (0.1, 800_000),
    "suspended_at": (0.97, 400_000),
    "released_at": (0.98, 2_000_000),
    "callback_at": (0.3, 900_000),
}
"""Field → share of blanks and largest distance from 派单时间 in seconds."""


def made_up(count: int) -> dict[str, np.ndarray]:
    """Return the columns of a ledger of made-up cases."""
    chance = np.random.default_rng(20240420)
    start = np.datetime64("2024-01-01", "s")
    dispatched = start + chance.integers(0, 90 * 86_400, count).astype("timedelta64[s]")
    columns: dict[str, np.ndarray] = {}
    for field, (blank, distance) in TIMES.items():
        times = dispatched + chance.integers(0, distance + 1, count).astype("timedelta64[s]")
        times[chance.random(count) < blank] = np.datetime64("NaT")
        columns[field] = times
        columns[f"{field}_dateonly"] = np.zeros(count, dtype=bool)
        columns[f"{field}_bad"] = np.zeros(count, dtype=bool)
    words = np.array(["", "是", "否"], dtype=object)
    columns["in_township"] = words[np.where(chance.random(count) < 0.05, 2, 1)]
    columns["special"] = words[np.where(chance.random(count) < 0.03, 1, 0)]
    columns["suspended"] = columns["limit_class"] = np.full(count, "", dtype=object)
    columns["progress_dates"] = np.fromiter([()] * count, object, count)
    columns["progress_dates_bad"] = np.zeros(count, dtype=bool)
    return columns


def as_cases(columns: dict[str, np.ndarray], count: int) -> list[Case]:
    """Return the first rows as the peer's records."""
    fields = [field for field in TIMES if field in Case.__dataclass_fields__]
    times = {field: columns[field][:count].tolist() for field in fields}
    township = (columns["in_township"] == "是").tolist()
    special = (columns["special"] == "是").tolist()
    return [
        Case(
            in_township=township[row],
            special=special[row],
            **{field: times[field][row] for field in fields},
        )
        for row in range(count)
    ]


def main() -> None:
    """Print the ratios."""
    contract = default_contract()
    settings = contract.settings()
    columns = made_up(CASES)
    fields = set(columns)
    cases = as_cases(columns, SAMPLE)
    row_by_row = (
        seconds(lambda: [judge_case(case, Settings(), AS_OF) for case in cases], runs=3) / SAMPLE
    )

    def engine(calendar: str) -> float:
        chosen = Engine(contract, settings.with_choice("计时日历", calendar), Holidays(), AS_OF)
        return seconds(lambda: chosen.judge(columns, fields)) / CASES

    natural, working = engine("自然时间"), engine("工作时间")
    print(f"row by row {row_by_row * 1e6:.1f} µs a case, by columns {natural * 1e6:.2f} µs")
    verdict("natural time, times faster", row_by_row / natural, 100, "×", at_least=True)
    verdict("working time, times natural time", working / natural, 3, "×", at_least=False)
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    verdict("peak memory, all cases held", peak, 1, " GB", at_least=False)


if __name__ == "__main__":
    main()

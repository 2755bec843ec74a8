"""What the cases of a ledger owe as of a moment: stages, reports, callbacks, reviews, faults."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from macros_py.desk.case_name import case_name
from macros_py.inputs.judged_ledger import JudgedLedger
from macros_py.rules.deadlines.moments import Marks, Moments, seconds
from macros_py.rules.deadlines.stages import CALLBACK, REPORT, STAGES, TIMED, UNITS, VENDOR, Stage
from macros_py.rules.deadlines.status import RUNNING, Status
from macros_py.rules.deadlines.suspension_reports import month_text
from macros_py.rules.deadlines.time_left import days_since, time_left
from macros_py.rules.terms.errors import UnitError
from workbook.ledger.sheet_cases import LOST_DIGITS
from workbook.values.problem import Problem
from workbook.values.text import Masked, key, masked, visible

DEADLINES, SUSPENDED, CALLBACKS, REVIEWS, REPLIES, FAULTS = (
    *("时限", "挂账", "待回访", "复核", "回复", "数据"),
)
WITHIN = np.timedelta64(1, "D")
NO_UNIT = "未派单位"
_ROWLESS = frozenset({"缺派单时间", "缺工单编号", LOST_DIGITS})


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that is owed; ``status`` says what, ``left`` how urgent it is, both in Chinese.

    ``at`` is the frame row; ``due`` is None where there is no time.
    """

    at: int
    case: Masked
    stage: str
    status: str
    due: datetime | None
    left: str
    owner: str
    unit: Masked
    place: str

    def json(self) -> dict[str, object]:
        """Return case, stage, status, due time and owner."""
        return {
            "case": self.case,
            "stage": self.stage,
            "status": self.status,
            "due": self.due.isoformat() if self.due else None,
            "left": self.left,
            "owner": self.owner,
            "unit": self.unit,
            "cell": self.place,
        }


@dataclass(frozen=True)
class Owing:
    """The rows of a judged ledger that count, of one 承办单位 or of all."""

    judged: JudgedLedger
    unit: str | None = None

    def __post_init__(self) -> None:
        """Raise UnitError for a 承办单位 that no row of the ledger names."""
        if self.unit is None:
            return
        names = {
            key(name): Masked(visible(masked(name)))
            for name in sorted(set(self.judged.ledger.columns["unit"].tolist()))
            if key(name)
        }
        if key(self.unit) not in {*names, NO_UNIT}:
            there = "、".join([*names.values(), NO_UNIT])
            raise UnitError(f"台账没有承办单位“{visible(masked(self.unit))}”，可选：{there}")

    @property
    def rows(self) -> Marks:
        """Of a repeated case number only the first row."""
        rows = self.judged.first_rows
        if self.unit is None:
            return rows
        wanted = key(self.unit)
        units = self.judged.ledger.columns["unit"].tolist()
        mine = [(key(name) or NO_UNIT) == wanted for name in units]
        found: Marks = rows & np.array(mine, dtype=bool)
        return found

    def deadlines(self, stages: Sequence[Stage] = TIMED) -> list[Owed]:
        """Return the timed stages that are overdue or due within a day, earliest first."""
        verdicts = self.judged.verdicts
        now = np.datetime64(verdicts.as_of, "s")
        found = []
        for stage in stages:
            due, codes = verdicts.due[stage.name], verdicts.status[stage.name]
            with np.errstate(invalid="ignore"):
                soon = (due <= now + WITHIN) & np.isin(codes, RUNNING) & self.rows
            for row in np.flatnonzero(soon).tolist():
                minutes = int((due[row] - now) // np.timedelta64(60, "s"))
                owner = self._owner(row, stage)
                found.append(
                    self._owed(
                        row,
                        stage.name,
                        Status(codes[row]).text,
                        due[row].item(),
                        time_left(minutes),
                        owner,
                    )
                )
        return sorted(found, key=lambda each: (str(each.due), each.at))

    def reports(self) -> list[Owed]:
        """Return 挂账月报: a past month's report or this month's is missing; past months first."""
        verdicts = self.judged.verdicts
        codes = verdicts.status[REPORT.name]
        missing = np.isin(codes, (Status.LATE, Status.AT_RISK, Status.NOT_DUE)) & self.rows
        this = month_text((verdicts.as_of.year - 1970) * 12 + verdicts.as_of.month - 1)
        found = []
        for row in np.flatnonzero(missing).tolist():
            late = codes[row] == Status.LATE
            month = month_text(int(verdicts.missing_month[row])) if late else this
            status = f"缺{month}" if late else f"本月未报（{month}）"
            text = Status(codes[row]).text
            found.append((month, self._owed(row, REPORT.name, status, None, text, REPORT.owner)))
        return [each for _, each in sorted(found, key=lambda pair: (pair[0], pair[1].at))]

    def callbacks(self) -> list[Owed]:
        """Return the cases closed and not called back, the longest ago first."""
        codes = self.judged.verdicts.status[CALLBACK.name]
        closed = Moments.of(self.judged.ledger.columns, "closed_at")
        now = seconds(self.judged.verdicts.as_of)
        waiting = np.flatnonzero((codes == Status.TO_CALL_BACK) & self.rows)
        found = []
        for row in waiting[np.argsort(closed.at[waiting], kind="stable")].tolist():
            readable = bool(closed.has[row]) and closed.at[row] <= now
            left = f"办结已{days_since(now - int(closed.at[row]))}" if readable else "办结时间待核"
            text = Status.TO_CALL_BACK.text
            found.append(self._owed(row, CALLBACK.name, text, None, left, CALLBACK.owner))
        return found

    def reviews(self) -> list[Owed]:
        """Return 不纳入考核 that has been applied for and not been decided."""
        states = self.judged.ledger.columns["excluded"]
        waiting = np.asarray(states == "待复核", dtype=bool) & self.rows
        return [
            self._owed(row, "不纳入考核", "待复核", None, "", VENDOR)
            for row in np.flatnonzero(waiting).tolist()
        ]

    def faults(self) -> list[Owed]:
        """Return the cells that keep a case from being judged, in file order."""
        ledger = self.judged.ledger
        sheets, numbers = (ledger.columns[name].tolist() for name in ("sheet", "row"))
        places = zip(sheets, numbers, strict=True)
        at = {place: row for row, place in enumerate(places)}
        faulty = np.zeros(ledger.size, dtype=bool)
        for stage in STAGES:
            faulty |= self.judged.verdicts.status[stage.name] == Status.FAULTY
        rows = self.rows
        found = []
        for problem in self.judged.problems:
            digits = problem.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            row = at.get((problem.sheet, int(digits)), -1) if digits.isdigit() else -1
            if row < 0 or not rows[row] or not (faulty[row] or problem.kind in _ROWLESS):
                continue
            found.append(self._fault(row, problem))
        return found

    def _fault(self, row: int, problem: Problem) -> Owed:
        owed = self._owed(row, "数据", problem.message, None, problem.kind, VENDOR)
        return replace(owed, place=f"{visible(masked(problem.sheet))}!{problem.cell}")

    def _owner(self, row: int, stage: Stage) -> str:
        return stage.owner if stage.owner != UNITS else self.unit_name(row)

    def unit_name(self, row: int) -> Masked:
        """Return the 承办单位 of a row as outputs show it, 未派单位 for none."""
        name = str(self.judged.ledger.columns["unit"][row])
        return Masked(visible(masked(name))) if name else Masked(NO_UNIT)

    def reply(self, row: int, kinds: str, short: str) -> Owed:
        """Return a reply that the unit of a row owes anew: what was found, and in short."""
        return self._owed(row, "回复", kinds, None, short, self.unit_name(row))

    def _owed(
        self, row: int, stage: str, status: str, due: datetime | None, left: str, owner: str
    ) -> Owed:
        sheet, cell = self.judged.ledger.address(row, "case_id")
        place = f"{visible(masked(sheet))}!{cell}"
        case = case_name(self.judged.ledger.columns, row) or Masked(place)
        return Owed(row, case, stage, status, due, left, owner, self.unit_name(row), place)


def blocks_of(owing: Owing, replies: Sequence[Owed] = ()) -> dict[str, list[Owed]]:
    """Return the blocks of 今日待办 in their order."""
    return {
        DEADLINES: owing.deadlines(),
        SUSPENDED: owing.reports(),
        CALLBACKS: owing.callbacks(),
        REVIEWS: owing.reviews(),
        REPLIES: list(replies),
        FAULTS: owing.faults(),
    }

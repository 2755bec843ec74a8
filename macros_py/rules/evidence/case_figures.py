"""The figures that the ledger gives for the items of 附件2 (rules 3, 5)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

import numpy as np
import numpy.typing as npt

from macros_py.rules.deadlines.deadlines import Verdicts
from macros_py.rules.deadlines.moments import Columns, Moments
from macros_py.rules.deadlines.stages import (
    CALLBACK,
    CLOSURE,
    CONTACT,
    FEEDBACK,
    RECEIVE,
    REPORT,
    RETURN,
    TRANSFER,
    VENDOR,
    Stage,
)
from macros_py.rules.deadlines.statistics import StageCount, count_stages
from macros_py.rules.deadlines.status import Status
from macros_py.rules.deadlines.suspension_reports import month_text
from macros_py.rules.evidence.weighed_figures import Figure, Findings, Miss
from workbook.values.text import key, masked

Marks = npt.NDArray[np.bool_]
Urgings = Mapping[tuple[str, str], Collection[datetime]]
"""When a case (key of its number) and stage were urged."""

NO_REPLY = "无回复内容"
_UNCLEAR = (Status.FAULTY, Status.UNDETERMINED)


class CaseFigures:
    """Counts over the marked rows of a judged ledger; ``fields`` are the columns that it has.

    ``urged`` gives the times at which a case, by its number's key, and stage were urged; None where
    no urging is recorded.
    """

    def __init__(
        self,
        columns: Columns,
        verdicts: Verdicts,
        rows: Marks,
        fields: Collection[str],
        urged: Urgings | None = None,
    ) -> None:
        self._urged = urged
        self._columns, self._verdicts, self._rows, self._fields = columns, verdicts, rows, fields
        self._counts = {count.stage.name: count for count in count_stages(verdicts, rows)}

    def receiving(self) -> Findings:
        """案件接收、派单: 接收, 转派, 退回, and all three together (附件1 二.2(1))."""
        stages = {stage.name: self._stage(stage) for stage in (RECEIVE, TRANSFER, RETURN)}
        counts = [self._counts[name] for name in stages]
        together = Figure(
            "接收、转派、退回合计按时",
            VENDOR,
            sum(figure.numerator for figure in stages.values()),
            _by_stage({name: figure.misses for name, figure in stages.items()}),
            "；".join(("按环节计，一件工单可有两个环节", *_left_out(counts, "项"))),
            weighed=True,
            undecided=_by_stage({name: figure.undecided for name, figure in stages.items()}),
        )
        return Findings((together, *stages.values()))

    def urging(self) -> Findings:
        """案件催办、督办、反馈: the vendor's 挂账月报; the units' own stages beside it, apart."""
        units = [self._stage(stage) for stage in (CONTACT, FEEDBACK, CLOSURE)]
        return Findings((self._stage(REPORT, weighed=True), *units, *self._urgings()))

    def answering(self) -> Findings:
        """案件审核、回复: share called back and share with a reply (附件1 二.2(3))."""
        return Findings((self._called_back(), self._replied()))

    def numbers(self, marks: Marks) -> list[str]:
        """Return the case numbers of the marked rows, sorted."""
        return sorted(self._number(row) for row in np.flatnonzero(marks & self._rows).tolist())

    def _urgings(self) -> Iterator[Figure]:
        """Count the units' late and overdue stages that were urged before they were due, and after.

        None where no urging is recorded: who kept no record is not told to have urged nothing.
        """
        if self._urged is None:
            return
        before: list[bool] = []
        misses: tuple[list[Miss], list[Miss]] = ([], [])
        after = 0
        for stage in (CONTACT, FEEDBACK, CLOSURE):
            counts, due = self._counts[stage.name], self._verdicts.due[stage.name]
            for status in (Status.LATE, Status.OVERDUE):
                for row in counts.misses[status]:
                    times = self._urged.get((key(self._number(row)), stage.name), ())
                    in_time = any(time <= due[row].item() for time in times)
                    later = any(time > due[row].item() for time in times)
                    miss = Miss(self._number(row), f"{stage.name}{status.text}")
                    before += [True] if in_time else []
                    after += later
                    misses[0].extend([] if in_time else [miss])
                    misses[1].extend([] if later else [miss])
        note = "超时和逾期未办的承办单位环节，按「催办记录」"
        yield Figure("到期前催办过", VENDOR, len(before), tuple(sorted(misses[0])), note)
        yield Figure("到期后催办过", VENDOR, after, tuple(sorted(misses[1])), note)

    def _stage(self, stage: Stage, *, weighed: bool = False) -> Figure:
        count = self._counts[stage.name]
        misses, undecided = (
            [
                Miss(self._number(row), self._why(stage, status, row))
                for status in statuses
                for row in count.misses[status]
            ]
            for statuses in ((Status.LATE, Status.OVERDUE), _UNCLEAR)
        )
        lacking = [] if stage.done in self._fields else [f"台账没有{stage.name}所需的列"]
        return Figure(
            f"{stage.name}按时",
            stage.owner,
            count.on_time,
            tuple(sorted(misses)),
            "；".join((*lacking, *_left_out([count], "件"))),
            weighed,
            tuple(sorted(undecided)),
        )

    def _why(self, stage: Stage, status: Status, row: int) -> str:
        if stage is REPORT and status is Status.LATE:
            return f"{status.text}（缺{month_text(int(self._verdicts.missing_month[row]))}）"
        return status.text

    def _called_back(self) -> Figure:
        codes = self._verdicts.status[CALLBACK.name]
        name = "已回访（占已办结或已回访）"
        if CALLBACK.done not in self._fields or "closed_at" not in self._fields:
            return Figure(name, VENDOR, 0, (), "台账缺「回访时间」或「办结时间」列", weighed=True)
        called = self._rows & (codes == Status.CALLED_BACK)
        waiting = self._rows & (codes == Status.TO_CALL_BACK)
        return self._share(name, called, waiting, Status.TO_CALL_BACK.text)

    def _replied(self) -> Figure:
        name = "有回复内容（占已办结）"
        if "reply" not in self._fields or "closed_at" not in self._fields:
            return Figure(name, VENDOR, 0, (), "台账缺「回复内容」或「办结时间」列", weighed=True)
        closed = self._rows & Moments.of(self._columns, "closed_at").present
        replied = np.asarray(self._columns["replied"], dtype=bool)
        return self._share(name, closed & replied, closed & ~replied, NO_REPLY)

    def _share(self, name: str, done: Marks, missed: Marks, why: str) -> Figure:
        misses = sorted(Miss(number, why) for number in self.numbers(missed))
        return Figure(name, VENDOR, int(np.count_nonzero(done)), tuple(misses), weighed=True)

    def _number(self, row: int) -> str:
        """Return a row's case number, or where it stands when it has none."""
        number, sheet = (str(self._columns[name][row]) for name in ("case_id", "sheet"))
        return number or f"{masked(sheet)}第{self._columns['row'][row]}行"


def _by_stage(found: Mapping[str, Iterable[Miss]]) -> tuple[Miss, ...]:
    """Return all of them together, each with the stage that it is of."""
    return tuple(
        sorted(
            Miss(miss.what, f"{stage}{miss.why}")
            for stage, misses in found.items()
            for miss in misses
        )
    )


def _left_out(counts: Collection[StageCount], unit: str) -> Iterator[str]:
    """Say how many verdicts are open, none where there are none."""
    sums = {status: sum(count.counts.get(status, 0) for count in counts) for status in _UNCLEAR}
    left = [f"{status.text} {n} {unit}" for status, n in sums.items() if n]
    if left:
        yield f"另有{'、'.join(left)}，未计入"

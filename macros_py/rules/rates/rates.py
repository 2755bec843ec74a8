"""响应率, 解决率, 满意率 (附件1 一.3, 二.2(3)). Information only: no clause pays by them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from macros_py.rules.deadlines.moments import Columns, Moments
from macros_py.rules.deadlines.suspension_reports import month_text
from macros_py.rules.terms.named_days import CYCLE_START

Marks = npt.NDArray[np.bool_]
BLANK = "（空白）"
ANSWERS = ("responded", "resolved", "satisfied")


@dataclass(frozen=True)
class RateColumns:
    """Marks per case; ``counted`` covers valid callbacks that are not excluded, first rows only.

    ``not_resolved``: 未解决, without 部分解决. A blank answer is no refusal.

    ``asked`` maps an answer's field to the cases whose sheet has a column for it: the others are
    no part of that rate. ``lacking``: the answers that no sheet has, with ``callback_valid`` where
    nothing stands in for it.
    """

    counted: Marks
    responded: Marks
    resolved: Marks
    partly_resolved: Marks
    not_responded: Marks
    not_resolved: Marks
    satisfied: Marks
    fairly_satisfied: Marks
    dissatisfied: Marks
    zero_candidate: Marks
    asked: Mapping[str, Marks]
    lacking: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        columns: Columns,
        fields: Collection[str],
        rows_with: Callable[[str], Marks] | None = None,
    ) -> "RateColumns":
        """Take the marks from a ledger's columns.

        ``rows_with`` marks the rows whose sheet has a field's column; without it all have those of
        ``fields``. Counted are cases with 是否有效回访 = 是; on a sheet without that column, those
        with a 回访时间 or any of the three answers. 不纳入考核 = 是 leaves a case out.
        """

        def answers(field: str, text: str) -> Marks:
            return np.asarray(np.asarray(columns[field], dtype=object) == text, dtype=bool)

        def has(field: str) -> Marks:
            if rows_with:
                return rows_with(field)
            return np.full(len(first), field in fields)

        first = ~np.asarray(columns["duplicate"], dtype=bool)
        valid = answers("callback_valid", "是")
        stand_in = ~has("callback_valid")
        if stand_in.any():
            called = Moments.of(columns, "callback_at").present
            for field in ANSWERS:
                called = called | ~answers(field, "")
            valid = np.where(stand_in, called, valid)
        counted = valid & ~answers("excluded", "是") & first
        not_responded, not_resolved = answers("responded", "否"), answers("resolved", "未解决")
        dissatisfied = answers("satisfied", "不满意")
        refused = counted & not_responded & not_resolved & dissatisfied
        return cls(
            counted,
            answers("responded", "是"),
            answers("resolved", "解决"),
            answers("resolved", "部分解决"),
            not_responded,
            not_resolved,
            answers("satisfied", "满意"),
            answers("satisfied", "基本满意"),
            dissatisfied,
            (answers("zero_score", "是") & first) | refused,
            {field: has(field) for field in ANSWERS},
            lacking_answers(fields),
        )


def lacking_answers(fields: Collection[str]) -> frozenset[str]:
    """Return the answers that a ledger of these fields has no column for: see `RateColumns`."""
    tells = {"callback_valid", "callback_at", *ANSWERS}
    nothing = {"callback_valid"} if tells.isdisjoint(fields) else set()
    return frozenset({field for field in ANSWERS if field not in fields} | nothing)


def group_keys(columns: Columns, by: str) -> npt.NDArray[np.object_]:
    """Return each case's group for a key of ``GROUPINGS``; the blank group is （空白）.

    考核月 runs from the 19th to the 18th and bears the name of the month in which it ends.
    """
    if by in ("month", "cycle"):
        times = np.asarray(columns["dispatched_at"], dtype="datetime64[s]")
        months = times.astype("datetime64[M]")
        days = (times.astype("datetime64[D]") - months.astype("datetime64[D]")).astype(int) + 1
        numbers = months.astype(int) + (days >= CYCLE_START if by == "cycle" else 0)
        unique, codes = np.unique(np.where(np.isnat(times), 0, numbers + 1), return_inverse=True)
        texts = [month_text(int(number) - 1) if number else BLANK for number in unique]
        return np.array(texts, dtype=object)[codes]
    keys = np.asarray(columns[by], dtype=object)
    return np.where(keys == "", BLANK, keys)

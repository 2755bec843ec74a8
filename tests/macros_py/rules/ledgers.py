"""Random ledger rows, crowded around the moments where a status changes."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from tests.macros_py.rules.in_force import at

_EDGES = (
    *("2024-03-20 15:00", "2024-03-20 14:30", "2024-03-20 13:00", "2024-03-19 15:00"),
    *("2024-03-13 23:59:59", "2024-03-12 10:00", "2024-03-01 00:00", "2024-02-29 12:00"),
    *("2024-02-09 17:30", "2024-01-31 23:59:59", "2023-12-31 10:00"),
)
_NUDGES = (0, 0, 1, -1, 600, 1800, 3600, 7200, 86_400, 7 * 86_400)
MOMENTS = st.builds(
    lambda edge, nudge: (at(edge) + timedelta(seconds=nudge)).isoformat(" "),
    st.sampled_from(_EDGES),
    st.sampled_from(_NUDGES),
)
DATES = MOMENTS.map(lambda text: text[:10])
TIMES = st.one_of(MOMENTS, MOMENTS, MOMENTS, DATES, st.sampled_from(["", "", "?"]))
SELDOM = st.one_of(st.just(""), st.just(""), st.just(""), TIMES)
ROWS = st.fixed_dictionaries(
    {
        "dispatched_at": TIMES,
        "received_at": TIMES,
        "transferred_at": TIMES,
        "verified_at": SELDOM,
        "returned_at": SELDOM,
        "approved_at": SELDOM,
        "first_contact_at": TIMES,
        "feedback_at": SELDOM,
        "closed_at": TIMES,
        "suspended_at": SELDOM,
        "released_at": SELDOM,
        "callback_at": SELDOM,
        "progress_dates": st.lists(DATES | st.just("?"), max_size=3).map(" ".join),
        "in_township": st.sampled_from(["", "是", "否"]),
        "special": st.sampled_from(["", "", "是"]),
        "limit_class": st.sampled_from(["", "", "2小时", "紧急", "3天", "疑难", "尽快"]),
    }
)
LEDGERS = st.lists(ROWS, min_size=1, max_size=6)
READINGS = st.fixed_dictionaries(
    {
        "转派起点": st.sampled_from(["接收", "派单"]),
        "退回起点": st.sampled_from(["接收", "派单", "核实"]),
        "办理起点": st.sampled_from(["派单", "转派"]),
        "办理节点": st.sampled_from(["逐级节点", "分级时限"]),
        "天数算法": st.sampled_from(["民法", "满24小时"]),
        "末日顺延": st.sampled_from(["否", "是"]),
        "计时日历": st.sampled_from(["自然时间", "工作时间"]),
    }
)

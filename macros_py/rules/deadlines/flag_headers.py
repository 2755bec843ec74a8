"""The headers of the eighteen columns that show what became of a case (rules 3)."""

from macros_py.rules.deadlines.stages import CALLBACK, REPORT, TIMED

OVERALL, NEXT_DUE, MINUTES_LEFT = "总体状态", "下一时限", "剩余分钟"
TIME_LEFT = "剩余或已超"
"""剩余分钟 in words, for people; the number is for sorting and formulas."""
HEADERS = (
    *(f"{stage.name}{what}" for stage in TIMED for what in ("时限", "状态")),
    f"{REPORT.name}状态",
    f"{CALLBACK.name}状态",
    OVERALL,
    NEXT_DUE,
    MINUTES_LEFT,
    TIME_LEFT,
)
DUE_HEADERS = tuple(header for header in HEADERS if header.endswith("时限"))
STATUS_HEADERS = tuple(header for header in HEADERS if header.endswith("状态"))

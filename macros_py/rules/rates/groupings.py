"""What the rates are grouped by, with the header of each (rules 4)."""

GROUPINGS = {
    "unit": "承办单位",
    "place": "村社区",
    "category": "问题分类",
    "month": "派单月份",
    "cycle": "考核月",
}

SPANS = frozenset({"month", "cycle"})
"""Groupings by time: the period before has other groups, or another part of the same one."""

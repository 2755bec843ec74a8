"""Periods, what flows through them, and how they compare (附件1 一.4, 二.2(4))."""

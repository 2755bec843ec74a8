"""Deadlines of every stage of every case (附件1 一.1, 一.2, 二.2)."""

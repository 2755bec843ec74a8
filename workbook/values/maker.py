"""Whom a file that this tool alone writes names as its creator."""

MAKER = "jsjb"

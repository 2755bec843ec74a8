"""The headers of the three columns that show what a reply lacks."""

CHECKED, LACKING, FOUND = REPLY_HEADERS = ("回复检查", "缺少要素", "回复问题")

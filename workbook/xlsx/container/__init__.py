"""The zip archive around an .xlsx, entry by entry, byte by byte."""

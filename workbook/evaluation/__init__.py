"""考核评价.xlsx: its sheets as records."""

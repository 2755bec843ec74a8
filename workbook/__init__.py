"""The township's spreadsheet files: reading, recognising, writing back. Knows cells only."""

"""A workbook of the tool's own that says on a hidden sheet what was in it."""

"""Spreadsheet files as raw cells: guarded against what harms, whatever their format."""

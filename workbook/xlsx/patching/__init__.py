"""The inside of an .xlsx package, edited byte by byte: zip entries, parts, rows, styles."""

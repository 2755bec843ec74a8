"""The parts of `workbook.live`: what is read and written in an open Excel."""

"""The parts of `workbook.live.book`: what is read and written in an open Excel."""

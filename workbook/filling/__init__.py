"""The parts of `workbook.forms`: how a template is filled."""

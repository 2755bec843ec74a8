"""The parts of `workbook.xlsx.filling.template`: how a template is filled."""

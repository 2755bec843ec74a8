"""附件2 as people fill it in: a sheet with marks before the options, read as a form."""

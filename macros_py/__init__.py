"""The Python behind the workbook: the contract's rules, the jobs, and their faces."""

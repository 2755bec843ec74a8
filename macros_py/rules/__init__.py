"""The contract as code. Pure: no files, no Excel, no clock."""

"""Draws the first edition of the blank ledger and the blank evaluation workbook.

``python -m templates.draw DIR`` writes both into DIR. The .xlsx files in ``templates/`` are what
the tool ships and what staff restyle in Excel; draw anew only when contract.toml or a header
changes, and carry their restyling over. Not part of the installed package.
"""

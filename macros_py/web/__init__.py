"""Formulas and jobs for a browser's JavaScript on the same PC: experimental."""

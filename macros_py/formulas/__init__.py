"""What the worksheet formulas give; `macros_py.functions` is their face."""

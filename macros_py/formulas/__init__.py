"""What the worksheet formulas give; `macros_py.formulas.functions` is their face."""

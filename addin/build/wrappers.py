"""The VBA side of the worksheet formulas: one short function for each row of the catalogue."""

from macros_py.catalogue.formulas import FORMULAS, Formula

MODULE = "JsjbFormulas"
_HEAD = f"""\
Attribute VB_Name = "{MODULE}"
Option Explicit

' The worksheet formulas. Written when the add-in was built; what they do stands in JsjbCells.
"""


def wrappers_source() -> str:
    """Give the module of the worksheet formulas, with LF line ends."""
    return _HEAD + "".join(map(_function, FORMULAS))


def parameters(formula: Formula) -> str:
    """Give a formula's parameters as VBA declares them."""
    return ", ".join(
        f"Optional {name} As Variant" if optional or formula.bare else f"{name} As Variant"
        for name, _, optional in formula.arguments
    )


def _function(formula: Formula) -> str:
    names = ", ".join(argument.name for argument in formula.arguments)
    bare = ""
    if formula.bare:
        first = formula.arguments[0].name
        bare = f"    If IsMissing({first}) Then\n"
        bare += f"        {formula.name} = OwnRow()\n        Exit Function\n    End If\n"
    amount = "True" if formula.amount else "False"
    return (
        f"\nPublic Function {formula.name}({parameters(formula)}) As Variant\n"
        f"{bare}"
        f'    {formula.name} = Answer("{formula.name}", Array({names}), {amount})\n'
        "End Function\n"
    )

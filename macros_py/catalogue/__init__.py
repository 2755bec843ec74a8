"""What every host offers: its formulas and its buttons, each declared once; imports no face."""

"""What makes the add-ins, from sources, on any system; imported only when something is made."""

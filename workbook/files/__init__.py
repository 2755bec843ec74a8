"""Files as a whole: replaced atomically, locked, backed up, printed, signed."""

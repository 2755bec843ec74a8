"""Sign-off of a settlement: drafts, signatures, the register and the log, verifying (rules 7)."""

"""How a command ends: done, done with something for a person to look at, or nothing written."""

DONE, NEEDS_A_PERSON, REFUSED = 0, 1, 2

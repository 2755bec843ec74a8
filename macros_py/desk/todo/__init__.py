"""Today's work: what is owed now, by whom, the most urgent first."""

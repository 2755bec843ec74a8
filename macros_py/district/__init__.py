"""A district's ledgers at once: read into facts by many workers, counted from the facts alone."""

"""The only place that knows the inside of an .xlsx."""

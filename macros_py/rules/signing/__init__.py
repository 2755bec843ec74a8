"""What is signed, in canonical form (rules 7)."""

"""The contract's terms: numbers, settings, quarters, money, limits."""

"""From filled forms to the amount payable (contract 2.2, 3.1-3.3)."""

"""付款单: a signed settlement with its invoices, for finance to pay from (contract 3.2)."""

"""The desk's day: flags in the ledger."""

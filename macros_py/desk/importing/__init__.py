"""The platform's export into the ledger: what is new, what fills a blank, what contradicts."""

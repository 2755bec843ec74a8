"""What every job reads: the contract and settings in force, the judged ledger, the evidence."""

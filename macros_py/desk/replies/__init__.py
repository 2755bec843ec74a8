"""The reply check over a ledger: three columns in it, findings without quotes everywhere else."""

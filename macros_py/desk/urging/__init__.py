"""催办单: what each 承办单位 owes now, on one sheet each, and the record of having urged."""

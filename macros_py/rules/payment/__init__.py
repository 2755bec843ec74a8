"""What stands between a signed settlement and its payment (contract 3.2)."""

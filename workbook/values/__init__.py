"""The ground floor: what a cell says; addresses, problems, refusals."""

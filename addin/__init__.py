"""How the tool gets into Excel."""

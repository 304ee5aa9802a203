"""How course types come in: the contract they keep and the registry that finds them."""

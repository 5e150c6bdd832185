"""Whether the expressions of a definition name and compare what there is, told when it is saved."""

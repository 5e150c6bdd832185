"""Domains of the reference that are still to be built: what the contract already promises of them."""

"""The signature of an electronic invoice, and whose certificate makes it."""

"""Benchmarks of the platform; each prints a table and says how to save it."""

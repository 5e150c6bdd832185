"""Runs of workflows as the API shows them (instances)."""

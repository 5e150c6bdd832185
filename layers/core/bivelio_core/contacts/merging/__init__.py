"""Merge contacts that are the same person or company, and take a merge back."""

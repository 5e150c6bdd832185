"""Calls that cost credits, many at once on a busy machine."""

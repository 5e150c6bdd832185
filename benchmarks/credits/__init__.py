"""Calls that cost credits, many at once: how long they take beside each other, and whether one is lost."""

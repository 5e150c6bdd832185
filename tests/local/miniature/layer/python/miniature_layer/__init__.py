"""A package that only the layer supplies."""

ANSWER = 42

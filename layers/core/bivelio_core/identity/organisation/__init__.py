"""The organisation, as its members see it."""

"""The chat of an organisation's own site."""

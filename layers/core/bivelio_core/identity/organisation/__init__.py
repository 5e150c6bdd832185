"""The organisation as those who belong to it see it."""

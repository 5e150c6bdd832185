"""Change by hand what is suppressed."""

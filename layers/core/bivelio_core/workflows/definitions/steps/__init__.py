"""The input models of each type of step."""

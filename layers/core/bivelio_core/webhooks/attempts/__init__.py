"""Attempts at deliveries. They have a package of their own because few operations need their models."""

"""The operations that move the clock."""

"""The operations that merge contacts and take a merge back."""

"""Custom fields that an organisation has declared: their definitions, and what these ask of values."""

"""What comes in from providers: read, and stored once."""

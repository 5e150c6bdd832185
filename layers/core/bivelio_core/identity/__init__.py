"""Identity: organisations, users, API keys and sessions."""

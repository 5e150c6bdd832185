"""Who may call: organisations, users, API keys and sessions."""

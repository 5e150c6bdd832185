"""Who may call: organisations, users, API keys, sessions, and the trail of what was done to them."""

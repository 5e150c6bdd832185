"""Read what providers deliver, and store each message once."""

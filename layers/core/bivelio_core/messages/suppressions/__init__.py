"""Addresses to which a channel sends no more: all of it, or no advertising (docs/messages.md, "Stop")."""

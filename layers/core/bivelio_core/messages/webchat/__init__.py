"""The chat of an organisation's site: anonymous sessions, what visitors write, and what they are answered."""

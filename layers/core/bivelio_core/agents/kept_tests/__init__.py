"""Conversations that an agent is tested with: kept, played again on a new version, and compared turn by turn."""

"""Contacts: the people and companies an organisation deals with."""

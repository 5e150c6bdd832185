"""Contacts in and out as CSV. What is exported can be imported again, and says the same."""

"""Cases: what has to be done for a contact, with its notes and what it is about."""

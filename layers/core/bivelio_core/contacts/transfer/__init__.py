"""Import and export of contacts as CSV. An exported file can be imported again without changing a contact."""

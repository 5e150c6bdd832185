"""What is done with views of contacts, one operation a module."""

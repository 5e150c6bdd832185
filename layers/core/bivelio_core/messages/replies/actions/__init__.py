"""What is done with canned replies, one operation a module."""

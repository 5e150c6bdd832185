"""What is done with views of lists, one operation a module."""

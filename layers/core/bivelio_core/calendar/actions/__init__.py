"""What is done with events beside reading and changing: one module for each operation."""

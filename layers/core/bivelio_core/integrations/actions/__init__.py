"""What is done with connections beside reading and changing: one module for each operation."""

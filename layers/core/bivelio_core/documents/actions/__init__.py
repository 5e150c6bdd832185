"""What is done with documents beside reading and deleting: one module for each operation."""

"""What is done with people beside reading and changing: one module for each operation."""

"""What is done with agents beside reading and changing: one module for each operation."""

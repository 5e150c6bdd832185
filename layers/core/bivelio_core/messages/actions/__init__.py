"""What is done with messages beside reading and changing: one module for each operation."""

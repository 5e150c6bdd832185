"""What is done with forms beside reading and changing: one module for each operation."""

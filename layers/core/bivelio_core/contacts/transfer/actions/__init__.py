"""What is done with files of contacts beside reading and changing: one module for each operation."""

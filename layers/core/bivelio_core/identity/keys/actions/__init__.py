"""What is done with API keys beside reading and changing: one module for each operation."""

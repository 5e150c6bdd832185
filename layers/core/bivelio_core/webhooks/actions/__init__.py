"""What is done with webhooks beside reading and changing: one module for each operation."""

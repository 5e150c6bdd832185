"""What is done with invoices beside reading and changing: one module for each operation."""

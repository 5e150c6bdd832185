"""Machine-readable invoices: UBL 2.1 according to EN 16931, and Facturae 3.2.2, unsigned."""

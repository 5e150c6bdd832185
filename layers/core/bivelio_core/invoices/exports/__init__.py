"""Invoices as documents for programs: UBL 2.1 as EN 16931 has it, and Facturae 3.2.2, unsigned."""

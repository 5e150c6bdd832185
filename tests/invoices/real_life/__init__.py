"""Invoices of real life, with totals that were computed by hand from the law."""

"""Handing invoices in to public administrations, and what becomes of them there."""

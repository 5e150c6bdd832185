"""Invoices: those an organisation issues and those it receives."""

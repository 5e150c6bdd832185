"""The invoices that an organisation issues and receives."""

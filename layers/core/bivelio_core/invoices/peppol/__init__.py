"""Invoices for Peppol: who takes part under which number, and the document that goes, Peppol BIS Billing 3.0."""

"""The certificate of an issuer: with it records are submitted to AEAT, and invoices signed for administrations."""

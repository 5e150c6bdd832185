"""The representation by which the platform submits records for issuers without a certificate of their own."""

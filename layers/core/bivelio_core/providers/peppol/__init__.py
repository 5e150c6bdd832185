"""The access point through which invoices go into Peppol; in the sandbox one that is simulated."""

"""Where public administrations take invoices: FACe and, in Catalonia, e.FACT; in the sandbox one that is simulated."""

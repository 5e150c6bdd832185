"""How much of public invoices is read right, and how fast: with their data, and by rules over their text."""

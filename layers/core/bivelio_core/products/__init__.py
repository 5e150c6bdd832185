"""Products: the price list, from which lines of invoices are completed."""

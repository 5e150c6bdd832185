"""Electronic invoices between businesses (Real Decreto 238/2026): the profile, the statuses and their deadlines."""

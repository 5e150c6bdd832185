"""AI credits: prices, balances, reservations, and the ledger. Domains that charge for work use `account`."""

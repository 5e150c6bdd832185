"""The books of an organisation's invoices, and the figures of AEAT's forms that follow from them."""

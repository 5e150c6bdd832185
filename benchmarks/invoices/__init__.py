"""What invoices cost: their PDFs beside those of another library, their lists, issuing them."""

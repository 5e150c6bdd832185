"""Documents: kept files, and what is read out of them."""

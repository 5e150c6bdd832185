"""Documents: stored files, and the data that is extracted from them."""

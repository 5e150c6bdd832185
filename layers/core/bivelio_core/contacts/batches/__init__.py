"""Several contacts with one request: each has a result of its own."""

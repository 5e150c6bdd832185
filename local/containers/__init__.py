"""Functions in the container that AWS runs them in, against the local runtime: `make sam-invoke`."""

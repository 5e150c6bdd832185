"""What lists cost, by the bytes: `python -m benchmarks.lists`."""

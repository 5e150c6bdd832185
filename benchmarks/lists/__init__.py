"""Benchmark of lists by the bytes they read: `python -m benchmarks.lists`."""

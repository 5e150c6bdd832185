"""Benchmark of the local runtime's speed."""

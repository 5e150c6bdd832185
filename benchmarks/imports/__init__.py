"""Benchmark of an import of many contacts on the local runtime."""

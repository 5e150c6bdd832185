"""Benchmark of a workflow step: its time on this machine and its state transitions: `make bench-workflows`."""

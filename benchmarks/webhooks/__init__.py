"""Benchmark of deliveries: speed, fairness and safety on this machine: `make bench-webhooks`."""

"""Benchmark of the log of events under the limits of partitions, which are simulated: `make bench-feed`."""

"""The local runtime: the real deployment on one machine, without a cloud account."""

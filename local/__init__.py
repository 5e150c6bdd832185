"""The local runtime: runs the real deployment on one machine, without a cloud account."""

"""What a step of a workflow costs on this machine, and in state transitions: `make bench-workflows`."""

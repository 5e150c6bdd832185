"""An open-model load test of a deployed stack or the local runtime: `make load` (docs/operations.md)."""

"""Commands beside the resources: each module has `run`."""

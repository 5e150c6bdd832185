"""A run from its start to its end: the instance, its steps, and the state machine that executes it."""

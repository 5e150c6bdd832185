"""A run from its start to its end: the instance, its steps, and the state machine that carries it on."""

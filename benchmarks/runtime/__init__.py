"""How quick the local runtime is."""

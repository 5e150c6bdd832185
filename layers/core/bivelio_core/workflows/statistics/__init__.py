"""How the runs of workflows went, by day."""

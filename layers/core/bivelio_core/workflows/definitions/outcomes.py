"""How a step ends."""

COMPLETED, FAILED, SKIPPED = "completed", "failed", "skipped"

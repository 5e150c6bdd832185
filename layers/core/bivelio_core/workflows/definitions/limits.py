"""The limits of a run: durations and sizes."""

YEAR_SECONDS = 31_536_000
MAXIMUM_WAIT_SECONDS = YEAR_SECONDS - 86_400
"""An execution lasts a year at most (Step Functions quota), so a wait is a little shorter."""

MAXIMUM_ITEMS = 1_000
MAXIMUM_CONCURRENCY = 20

MAXIMUM_RETRY_WAIT_SECONDS = 86_400
"""The longest wait before a step is retried, whatever its backoff and its receiver's Retry-After."""

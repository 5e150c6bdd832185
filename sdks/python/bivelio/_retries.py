"""Which failures are tried again, and after how long: decisions without a network.

| failure | again |
|---|---|
| no connection | always |
| lost connection, timeout, half a body | when the operation is repeatable: it reads, or carries an Idempotency-Key |
| 408, 429 | always |
| 409 IDEMPOTENCY_CONFLICT (the first try is still under way) | always |
| 5xx that says `retryable`, or that is not the API's (a proxy's page) | when the operation is repeatable |
"""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

from .errors import APIConnectionError, APIError, BiVelioError, UnexpectedResponseError

if TYPE_CHECKING:
    from ._operation import Operation

LONGEST_WAIT_SECONDS = 60.0
"""A longer Retry-After is not waited for: the error is raised at once, with `retry_after`."""

LONGEST_BACKOFF_SECONDS = 8.0
_SUCCESS, _SERVER = range(200, 300), range(500, 600)
_ALWAYS = (408, 429)


def pause_before_retry(
    error: BiVelioError,
    operation: Operation,
    attempt: int,
    first_seconds: float,
    longest_seconds: float = LONGEST_BACKOFF_SECONDS,
) -> float | None:
    """Return how many seconds to wait before the next attempt; None when there is none. The first attempt is 0."""
    if not _is_temporary(error, operation):
        return None
    backoff = min(first_seconds * 2.0**attempt, longest_seconds)
    retry_after = _retry_after(error)
    if retry_after is None:
        return backoff * random.uniform(0.5, 1)  # noqa: S311 - spreads clients, protects nothing
    if retry_after > LONGEST_WAIT_SECONDS:
        return None
    return retry_after + backoff * random.uniform(0, 0.5)  # noqa: S311


def _is_temporary(error: BiVelioError, operation: Operation) -> bool:
    if isinstance(error, APIConnectionError):
        return operation.is_repeatable or not error.was_sent
    if isinstance(error, APIError):
        if error.status in _ALWAYS or (error.status == 409 and error.code == "IDEMPOTENCY_CONFLICT"):  # noqa: PLR2004
            return True
        return error.status in _SERVER and error.retryable and operation.is_repeatable
    if isinstance(error, UnexpectedResponseError):
        if error.status in _ALWAYS:
            return True
        return (error.status in _SERVER or _is_cut_off(error)) and operation.is_repeatable
    return False


def _is_cut_off(error: UnexpectedResponseError) -> bool:
    """Tell whether it is the beginning of an answer: JSON by its type, and not readable."""
    if error.status not in _SUCCESS or error.response is None:
        return False
    if "json" not in error.response.headers.get("content-type", ""):
        return False
    try:
        json.loads(error.response.content)
    except ValueError:
        return True
    return False


def _retry_after(error: BiVelioError) -> float | None:
    if isinstance(error, APIError) and error.retry_after is not None:
        return float(error.retry_after)
    response = getattr(error, "response", None)
    header = response.headers.get("retry-after") if response is not None else None
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    from email.utils import parsedate_to_datetime
    from time import time

    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time())
    except (TypeError, ValueError):
        return None

"""Which requests that succeed are kept: one in twenty, by its id, so always the same ones of a repeated batch."""

import hashlib

ONE_IN = 20
SAMPLES_AN_HOUR = 60
"""How many of an organisation's good requests are kept of an hour."""


def is_sampled(request_id: str) -> bool:
    """Whether a request is of the sample."""
    return int.from_bytes(hashlib.sha256(request_id.encode()).digest()[:4], "big") % ONE_IN == 0

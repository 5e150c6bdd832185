"""How long a receiver asks us to wait before the next request."""

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from bivelio_core import clock


def retry_after_seconds(headers: Mapping[str, str]) -> float:
    """The wait that a Retry-After header asks for (RFC 9110, section 10.2.3), 0 when it is absent or malformed.

    The header comes from the receiver, so it may be malformed: a date with a year of twenty digits is ignored.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return 0.0
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - clock.now()).total_seconds())

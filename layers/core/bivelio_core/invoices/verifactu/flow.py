"""When AEAT takes the next message of an issuer (Orden HAC/1177/2024, article 16.2 and 16.4).

A message may follow the last one after `t` seconds, or at once when a full one waits. `t` begins at 60 and is what each
answer says. After an outage what waited is sent, at least once an hour, until it arrives.
"""

from datetime import datetime, timedelta

from .soap import MOST_RECORDS

FIRST_WAIT_SECONDS = 60
LONGEST_RETRY_SECONDS = 3_600
LONGEST_WAIT_SECONDS = 86_400
"""No answer keeps an issuer waiting for longer, whatever it says."""


def next_at(sent_at: datetime, wait_seconds: int) -> datetime:
    """Return when the message after one that was sent may go."""
    return sent_at + timedelta(seconds=min(max(wait_seconds, 0), LONGEST_WAIT_SECONDS))


def is_due(now: datetime, due_at: datetime | None, waiting: int) -> bool:
    """Tell whether a message may go now; `due_at` is None before the first one."""
    return due_at is None or now >= due_at or waiting >= MOST_RECORDS


def retry_seconds(failures: int) -> int:
    """Return after how long a failed attempt is repeated: a minute, then twice as long each time, up to an hour."""
    return int(min(LONGEST_RETRY_SECONDS, FIRST_WAIT_SECONDS * 2 ** min(max(failures - 1, 0), 10)))

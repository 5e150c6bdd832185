"""Slowing down who guesses passwords: per account, exactly; per address, as fast as failures are counted.

An account has a few free attempts; after those, each one has to wait for the end of a lock that doubles. The attempt
is counted before the password is looked at, by one conditional write, so that parallel guesses gain nothing. The
count goes with the first right password. An address is counted by its failures within the hour, whatever the account.
"""

import ipaddress
import math
from dataclasses import dataclass
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.errors import TooManyAttempts
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.expressions import Key, Update, absent, any_of, compare
from bivelio_core.store.table import ConditionFailed, Table

from .key_text import digest

RETENTION = timedelta(hours=24)
ADDRESS_WINDOW_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Patience:
    """How many attempts are free, and how the lock after them grows."""

    free: int
    first_seconds: int = 30
    longest_seconds: int = 900

    def lock_seconds(self, attempt: int) -> int:
        """How long the next attempt has to wait after the n-th."""
        doublings = min(16, max(0, attempt - self.free))
        return min(self.longest_seconds, self.first_seconds << doublings)


ACCOUNT, ADDRESS = Patience(free=5), Patience(free=30)


def account_key(email: str) -> Key:
    """The counter of a normalised e-mail address, known or not."""
    return keys.attempts("account", digest(email))


def address_key(source_ip: str) -> Key:
    """The counter of a source address for this hour; IPv6 by its network, which is what one customer has."""
    try:
        address = ipaddress.ip_address(source_ip)
    except ValueError:
        network = "unknown"
    else:
        network = str(ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False))  # noqa: PLR2004
    return keys.attempts("address", f"{network}#{int(clock.epoch()) // ADDRESS_WINDOW_SECONDS}")


def check(item: Item | None, patience: Patience) -> None:
    """Raise TooManyAttempts while a counter is locked."""
    if item is not None and item["n"] >= patience.free and (left := item["until"] - clock.epoch()) > 0:
        raise _locked(left)


def take(table: Table, key: Key, known: Item | None) -> int:
    """Take one attempt at an account; answers how many that makes. Raises TooManyAttempts while it is locked.

    `known` is the counter as it was read before; where it is stale, the lock is at worst too short once.
    """
    check(known, ACCOUNT)
    now = clock.epoch()
    try:
        item = table.update(
            key,
            _attempt(ACCOUNT, known, now),
            condition=any_of(absent("n"), compare("n", "<", ACCOUNT.free), compare("until", "<=", int(now))),
        )
    except ConditionFailed as refusal:
        raise _locked((refusal.item or {}).get("until", now) - now) from refusal
    return int(item["n"])


def count_failure(table: Table, key: Key, known: Item | None) -> None:
    """Count a failed sign-in of an address."""
    table.update(key, _attempt(ADDRESS, known, clock.epoch()))


def _attempt(patience: Patience, known: Item | None, now: float) -> Update:
    attempt = int((known or {}).get("n", 0)) + 1
    until = math.ceil(now) + patience.lock_seconds(attempt)
    return Update(set={"until": until, "ttl": clock.ttl(RETENTION)}, add={"n": 1})


def _locked(seconds: float) -> TooManyAttempts:
    wait = max(1, math.ceil(seconds))
    return TooManyAttempts(retry_after=wait, seconds=wait, details={"reason": "too_many_attempts"})

"""Limits on sign-in attempts: against guessing passwords, without letting strangers lock out an account's owner.

Three counters, each with some free attempts and then a lock that doubles:

* attempts at an account from one network. They are counted before the password is checked, by one conditional write,
  so parallel guesses gain nothing; the right password from that network clears the counter;
* attempts at an account from all networks within the day, against guesses that come from many networks. A network from
  which the owner has signed in within 90 days is not locked by this counter, so filling it locks out only strangers;
* failed attempts of a network within the hour, at whatever account.
"""

import ipaddress
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.writes import Delete, Key, Put, Update, Write, absent, any_of, compare

from .errors import TooManyAttempts
from .key_text import digest

RETENTION = timedelta(hours=24)
FAMILIAR = timedelta(days=90)
ADDRESS_WINDOW_SECONDS, SPREAD_WINDOW_SECONDS = 3600, 86400


@dataclass(frozen=True, slots=True)
class LockPolicy:
    """How many attempts are free, and how the lock after them grows: it doubles with each further attempt."""

    free_attempts: int
    first_seconds: int = 30
    longest_seconds: int = 900

    def lock_seconds(self, attempt: int) -> int:
        """How long the next attempt has to wait after the n-th."""
        doublings = min(16, max(0, attempt - self.free_attempts))
        return min(self.longest_seconds, self.first_seconds << doublings)


ACCOUNT, SPREAD, ADDRESS = LockPolicy(free_attempts=5), LockPolicy(free_attempts=50), LockPolicy(free_attempts=30)


def network(source_ip: str) -> str:
    """The network of an address as one customer is assigned it: an IPv4 address, or a /64 of IPv6."""
    try:
        address = ipaddress.ip_address(source_ip)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False))  # noqa: PLR2004


def account_key(email: str, source_ip: str) -> Key:
    """The counter of a normalised e-mail address, known or not, from a network."""
    return keys.attempts("account", f"{digest(email)}#{network(source_ip)}")


def spread_key(email: str) -> Key:
    """The counter of a normalised e-mail address from everywhere, for this day."""
    return keys.attempts("spread", f"{digest(email)}#{int(clock.epoch()) // SPREAD_WINDOW_SECONDS}")


def address_key(source_ip: str) -> Key:
    """The counter of a network for this hour."""
    return keys.attempts("address", f"{network(source_ip)}#{int(clock.epoch()) // ADDRESS_WINDOW_SECONDS}")


def familiar_key(email: str, source_ip: str) -> Key:
    """The item that says that the owner of an account has signed in from a network lately."""
    return keys.attempts("familiar", f"{digest(email)}#{network(source_ip)}")


def familiar(email: str, source_ip: str) -> Put:
    """The write that remembers a network for its next sign-ins."""
    key = familiar_key(email, source_ip)
    return Put({"PK": key.pk, "SK": key.sk, "ttl": clock.ttl(FAMILIAR)})


def check(item: Item | None, policy: LockPolicy) -> None:
    """Raise TooManyAttempts while a counter is locked."""
    if item is not None and item["n"] >= policy.free_attempts and (left := item["until"] - clock.epoch()) > 0:
        raise _locked(left)


def take(table: Table, key: Key, known: Item | None, policy: LockPolicy = ACCOUNT) -> int:
    """Count one attempt at an account; returns how many that makes. Raises TooManyAttempts while it is locked.

    `known` is the counter as it was read before; where it is stale, one lock may be too short.
    """
    now = clock.epoch()
    try:
        item = table.update(
            key,
            _attempt(policy, known, now),
            condition=any_of(absent("n"), compare("n", "<", policy.free_attempts), compare("until", "<=", int(now))),
        )
    except ConditionFailed as refusal:
        raise _locked((refusal.item or {}).get("until", now) - now) from refusal
    return int(item["n"])


def count_failure(table: Table, key: Key, known: Item | None) -> None:
    """Count a failed sign-in of an address."""
    table.update(key, _attempt(ADDRESS, known, clock.epoch()))


def _attempt(policy: LockPolicy, known: Item | None, now: float) -> Update:
    attempt = int((known or {}).get("n", 0)) + 1
    until = math.ceil(now) + policy.lock_seconds(attempt)
    return Update(set={"until": until, "ttl": clock.ttl(RETENTION)}, add={"n": 1})


def _locked(seconds: float) -> TooManyAttempts:
    wait = max(1, math.ceil(seconds))
    return TooManyAttempts(retry_after=wait, seconds=wait, details={"reason": "too_many_attempts"})


@dataclass(frozen=True, slots=True)
class SignInAttempts:
    """The counters of one sign-in: an e-mail address (normalised) from a source address."""

    email: str
    source_ip: str

    def keys(self) -> list[Key]:
        """The items to read before `take`: the three counters, and whether the network is familiar."""
        email, source_ip = self.email, self.source_ip
        return [
            account_key(email, source_ip),
            spread_key(email),
            address_key(source_ip),
            familiar_key(email, source_ip),
        ]

    def take(self, table: Table, found: Mapping[Key, Item]) -> int:
        """Count one attempt; returns for how many seconds the next is locked if this one fails. Raises TooManyAttempts.

        A familiar network is counted with all others too, so that it cannot be told apart by the calls it makes.
        """
        account, spread, address, familiar_network = self.keys()
        is_familiar = found.get(familiar_network, {"ttl": 0})["ttl"] > clock.epoch()
        check(found.get(address), ADDRESS)
        check(found.get(account), ACCOUNT)
        if not is_familiar:
            check(found.get(spread), SPREAD)
        seconds = _seconds(ACCOUNT, take(table, account, found.get(account), ACCOUNT))
        try:
            return max(seconds, _seconds(SPREAD, take(table, spread, found.get(spread), SPREAD)))
        except TooManyAttempts:
            if not is_familiar:
                raise
            return seconds

    def on_failure(self, table: Table, found: Mapping[Key, Item]) -> None:
        """Count a wrong password against the network."""
        address = address_key(self.source_ip)
        count_failure(table, address, found.get(address))

    def on_success(self) -> list[Write]:
        """What the right password writes: the counter of this network is cleared, and the network is familiar."""
        return [Delete(account_key(self.email, self.source_ip)), familiar(self.email, self.source_ip)]


def _seconds(policy: LockPolicy, attempt: int) -> int:
    return policy.lock_seconds(attempt) if attempt >= policy.free_attempts else 0

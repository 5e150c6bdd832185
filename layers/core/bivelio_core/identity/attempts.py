"""Limit sign-in attempts: a network that guesses passwords is locked.

Three counters, each with some free attempts and then a lock that doubles. The count and the time of the last attempt
determine how long a counter is locked, so one conditional write reads and changes it, and parallel guesses gain
nothing:

* attempts at an account from one network, counted before the password is checked; the right password from that network
  clears the counter;
* attempts at an account from all networks within the day, counted before the password is checked. A network from which
  the owner has signed in within 90 days is not locked by this counter;
* failed attempts of a network within the hour, at any account. They are counted before the answer says that the
password was wrong, and the right password opens a session only while this counter is not locked: once it is
locked, an answer reveals nothing.

An expired counter starts again from zero: DynamoDB may delete it only days later.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.writes import (
    Condition,
    ConditionCheck,
    Delete,
    Key,
    Put,
    Update,
    Write,
    absent,
    all_of,
    any_of,
    compare,
    equals,
)

from .errors import TooManyAttempts
from .key_text import digest
from .networks import network

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
        """How long the n-th attempt locks the next one; 0 while attempts are free."""
        if attempt < self.free_attempts:
            return 0
        return min(self.longest_seconds, self.first_seconds << min(16, attempt - self.free_attempts))

    def is_open(self, now: float) -> Condition:
        """The condition on a counter that the next attempt does not have to wait."""
        attempt, waits = self.free_attempts, []
        while (seconds := self.lock_seconds(attempt)) < self.longest_seconds:
            waits.append(all_of(equals("n", attempt), compare("at", "<=", int(now) - seconds)))
            attempt += 1
        waits.append(all_of(compare("n", ">=", attempt), compare("at", "<=", int(now) - self.longest_seconds)))
        return any_of(absent("at"), compare("n", "<", self.free_attempts), *waits)

    def seconds_left(self, item: Item | None, now: float) -> float:
        """How long a counter is still locked; 0 or less when it is not."""
        if item is None or "at" not in item or item["n"] < self.free_attempts:
            return 0
        return float(item["at"] + self.lock_seconds(item["n"]) - now)


ACCOUNT, SPREAD, ADDRESS = LockPolicy(free_attempts=5), LockPolicy(free_attempts=50), LockPolicy(free_attempts=30)


def account_key(email: str, source_ip: str) -> Key:
    """Return the key of the counter of an e-mail address (normalised, known or not) from one network."""
    return keys.attempts("account", f"{digest(email)}#{network(source_ip)}")


def spread_key(email: str) -> Key:
    """Return the key of the counter of a normalised e-mail address from all networks on this day."""
    return keys.attempts("spread", f"{digest(email)}#{int(clock.epoch()) // SPREAD_WINDOW_SECONDS}")


def address_key(source_ip: str) -> Key:
    """The counter of a network for this hour."""
    return keys.attempts("address", f"{network(source_ip)}#{int(clock.epoch()) // ADDRESS_WINDOW_SECONDS}")


def familiar_key(email: str, source_ip: str) -> Key:
    """Return the key of the item that marks a network from which an account's owner recently signed in."""
    return keys.attempts("familiar", f"{digest(email)}#{network(source_ip)}")


def familiar(email: str, source_ip: str) -> Put:
    """The write that remembers a network for its next sign-ins."""
    key = familiar_key(email, source_ip)
    return Put({"PK": key.pk, "SK": key.sk, "ttl": clock.ttl(FAMILIAR)})


def check(item: Item | None, policy: LockPolicy) -> None:
    """Raise TooManyAttempts while a counter is locked."""
    if (seconds := policy.seconds_left(item, clock.epoch())) > 0:
        raise _locked(seconds)


def take(table: Table, key: Key, policy: LockPolicy) -> int:
    """Count one attempt; returns the new count. Raises TooManyAttempts while the counter is locked."""
    now = clock.epoch()
    counted = {"at": math.ceil(now), "ttl": clock.ttl(RETENTION)}
    is_alive = any_of(absent("ttl"), compare("ttl", ">", int(now)))
    try:
        item = table.update(key, Update(set=counted, add={"n": 1}), all_of(is_alive, policy.is_open(now)))
    except ConditionFailed as refusal:
        check(refusal.item, policy)
    else:
        return int(item["n"])
    return _begin_anew(table, key, counted, policy)


def _begin_anew(table: Table, key: Key, counted: dict[str, int], policy: LockPolicy) -> int:
    """Replace an expired counter by one that counts this attempt."""
    has_expired = any_of(absent(), compare("ttl", "<=", int(clock.epoch())))
    try:
        table.put({"PK": key.pk, "SK": key.sk, "n": 1, **counted}, has_expired)
    except ConditionFailed:
        return take(table, key, policy)  # another attempt has just replaced it
    return 1


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

    def take(self, table: Table, items: Mapping[Key, Item]) -> int:
        """Count one attempt; returns for how many seconds the next is locked if this one fails. Raises TooManyAttempts.

        Attempts of a familiar network are counted like all others, so that the number of calls does not reveal it.
        """
        account, spread, address, familiar_network = self.keys()
        is_familiar = items.get(familiar_network, {"ttl": 0})["ttl"] > clock.epoch()
        check(items.get(address), ADDRESS)
        check(items.get(account), ACCOUNT)
        if not is_familiar:
            check(items.get(spread), SPREAD)
        seconds = ACCOUNT.lock_seconds(take(table, account, ACCOUNT))
        try:
            return max(seconds, SPREAD.lock_seconds(take(table, spread, SPREAD)))
        except TooManyAttempts:
            if not is_familiar:
                raise
            return seconds

    def on_failure(self, table: Table) -> None:
        """Count a wrong password against the network. Raises TooManyAttempts, which does not reveal it."""
        take(table, address_key(self.source_ip), ADDRESS)

    def on_password(self) -> list[Write]:
        """The writes after the right password: clear its counter.

        The first write is a check that the network has not been locked meanwhile: see `overtaken`.
        """
        return [
            ConditionCheck(address_key(self.source_ip), ADDRESS.is_open(clock.epoch())),
            Delete(account_key(self.email, self.source_ip)),
        ]

    def on_success(self) -> list[Write]:
        """Return the writes of `on_password` when no code follows: they also remember the network as familiar."""
        return [*self.on_password(), familiar(self.email, self.source_ip)]

    def on_code(self) -> list[Write]:
        """The write after the code that follows the password: remember the network as familiar."""
        return [familiar(self.email, self.source_ip)]

    def overtaken(self, stored: Item | None) -> TooManyAttempts:
        """Return the error for a right password whose network other attempts locked while the password was checked."""
        return _locked(ADDRESS.seconds_left(stored, clock.epoch()))

"""The records of keys and sessions that the authorizer needs, read at most once in 30 seconds a process.

Therefore a revoked key, an ended session, a former role or plan, or a suspended organisation still works for 30 seconds
at most.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from types import MappingProxyType
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed, Table, TableBusy
from bivelio_core.store.writes import Condition, Update, absent, all_of, any_of, compare, equals, present
from bivelio_core.ttl_cache import TtlCache

MEMORY_SECONDS, MEMORY_SIZE = 30, 5_000
NO_KEYS: Mapping[str, str] = MappingProxyType({})
LAST_USED_PRECISION = timedelta(hours=1)


class KeyRecord(NamedTuple):
    """An API key as the authorizer evaluates it. Times in epoch seconds."""

    digest: str
    id: str
    organisation: str
    scopes: tuple[str, ...]
    plan: str
    gateway_key: str
    is_usable: bool
    expires_at: int | None
    allowed_origins: tuple[str, ...]
    last_used_at: int
    is_publishable: bool
    is_revoked: bool
    rate_limit: int | None = None
    """How many requests a minute the key may make of the plan's."""
    gateway_keys: Mapping[str, str] = NO_KEYS
    """The gateway keys of the classes of callers that have one of their own; `gateway_key` is for all others."""

    @classmethod
    def of(cls, digest: str, item: Item) -> "KeyRecord":
        """Read a stored item. A publishable key has only the scopes of the resources that it may read."""
        scopes, is_publishable = tuple(item["scopes"]), item["type"] == "publishable"
        if is_publishable:
            from .publishable import narrowed  # noqa: PLC0415 - sessions and other keys do without

            scopes = narrowed(scopes, item.get("resources"))
        return cls(
            digest=digest,
            id=item["id"],
            organisation=item["organisation"],
            scopes=scopes,
            plan=item["plan"],
            gateway_key=item.get("gateway_key", ""),
            is_usable=item["status"] == "active" and not item.get("suspended", False),
            expires_at=item.get("expires_at"),
            allowed_origins=tuple(item.get("allowed_origins", ())),
            last_used_at=item.get("last_used_at", 0),
            is_publishable=is_publishable,
            is_revoked=item["status"] != "active",
            rate_limit=int(item["rate_limit"]) if "rate_limit" in item else None,
            gateway_keys=item.get("gateway_keys", NO_KEYS),
        )


class SessionRecord(NamedTuple):
    """The current role and plan of a session's user: those in the token may be an hour old."""

    role: str
    plan: str
    gateway_key: str
    needs_factor: bool = False
    """Whether the organisation requires a second factor that the user does not have."""
    gateway_keys: Mapping[str, str] = NO_KEYS
    client: str = ""
    """The app that the session is of, if a person has granted it to one; then what it may do, and where."""
    scopes: tuple[str, ...] = ()
    resource: str = ""


class SessionKeys(NamedTuple):
    """The keys of a session that a token names: its user, organisation and environment."""

    session: str
    user: str
    organisation: str
    environment: str


_keys: TtlCache[KeyRecord | None] = TtlCache(MEMORY_SECONDS, MEMORY_SIZE)
_sessions: TtlCache[SessionRecord | None] = TtlCache(MEMORY_SECONDS, MEMORY_SIZE)
_noted: TtlCache[None] = TtlCache(LAST_USED_PRECISION.total_seconds(), MEMORY_SIZE)


def api_key(table: Table, digest: str) -> KeyRecord | None:
    """The API key with a digest, None when there is none; absence is cached too."""

    def read() -> KeyRecord | None:
        item = table.get(keys.api_key(digest))
        return KeyRecord.of(digest, item) if item else None

    return _keys.get(digest, read)


def session(table: Table, named: SessionKeys) -> SessionRecord | None:
    """The current record of a session; None when it has ended, or its user was removed or its organisation suspended.

    One call reads the four items that determine it, so that none of them needs a copy of another.
    """

    def read() -> SessionRecord | None:
        family, account = keys.refresh_family(named.session), keys.user(named.user)
        member, owner = keys.membership(named.user, named.organisation), keys.organisation(named.organisation)
        items = table.get_many([family, account, member, owner], consistent=True)
        if len(items) < len((family, account, member, owner)) or items[owner]["status"] != "active":
            return None
        session = items[family]
        is_same = (session["user"], session["organisation"], session["environment"]) == named[1:]
        if not is_same or not is_alive(session, generation(items[account])):
            return None
        role, is_strict = items[member]["role"], items[owner].get("mfa_required_for_owners", False)
        needs_factor = role == "owner" and is_strict and "mfa" not in items[account]
        about = items[owner]
        keyring = about.get("gateway_keys", NO_KEYS)
        app = (session.get("client", ""), tuple(session.get("scopes", "").split()), session.get("resource", ""))
        return SessionRecord(role, about["plan"], about.get("gateway_key", ""), needs_factor, keyring, *app)

    return _sessions.get(named, read)


def is_alive(family: Item | None, generation: int) -> bool:
    """Whether a session is active; `family` is its item, `generation` the current one of its user."""
    if family is None or "revoked_at" in family or family.get("generation", 0) != generation:
        return False
    return clock.epoch() < ends_at(family)


def ends_at(family: Item) -> int:
    """The epoch second at which a session ends when it is not used again."""
    return int(min(family["ttl"], family.get("ends_at") or family["ttl"]))


def generation(account: Item) -> int:
    """Return how often all of a user's sessions were ended at once. A session of an earlier generation has ended."""
    return int(account.get("generation", 0))


def same_generation(account: Item) -> Condition:
    """The condition that the user's sessions have not all been ended since the user was read."""
    number = generation(account)
    return equals("generation", number) if number else all_of(present(), absent("generation"))


def note_use(table: Table, record: KeyRecord) -> None:
    """Record the hour of a key's last use, with one write per key and hour, whatever the number of processes.

    No request fails because of it: when the table is too busy, the next request records it.
    """
    now = int(clock.epoch())
    latest = now - int(LAST_USED_PRECISION.total_seconds())
    if record.last_used_at > latest:
        return

    def write() -> None:
        unused = any_of(absent("last_used_at"), compare("last_used_at", "<=", latest))
        try:
            table.update(
                keys.api_key(record.digest),
                Update(set={"last_used_at": now}),
                condition=all_of(present(), unused),
            )
        except ConditionFailed:
            return  # another process has recorded it, or the key was deleted

    with suppress(TableBusy):
        _noted.get(record.digest, write)


def forget() -> None:
    """Clear the caches; for tests."""
    for memory in (_keys, _sessions, _noted):
        memory.clear()

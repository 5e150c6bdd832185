"""What the platform itself has of an organisation: keys, people, invitations, sessions, the audit log.

A function of `keys.py` that makes a key of the platform has its line in PLATFORM, or in EXPIRING with the reason why
nothing names its items: they say nothing of anybody, and end by themselves.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping

from bivelio_core.tenancy import Environment

from . import keys
from .addresses import normalise_email
from .codec import Item
from .stored import StoredTable
from .writes import Key

Account = tuple[str, Key, bool]
"""What it is, a key, and whether its whole partition is meant."""

ENVIRONMENTS: tuple[Environment, ...] = ("live", "sandbox")
LINKS = ("link", "email_link")
"""The attributes of a user that name a link in a mail."""


def api_keys(table: StoredTable, organisation: str) -> Iterator[Account]:
    """The API keys of an organisation, by their pointers."""
    pointers = keys.organisation_api_key(organisation, "")
    for pointer in table.items(pointers.pk, prefix=pointers.sk, only=("digest",)):
        yield "api_key", keys.api_key(pointer["digest"]), False


def invitations(table: StoredTable, organisation: str) -> Iterator[Account]:
    """The links and the counters of its invitations, those that were accepted among them."""
    for partition in (keys.invitation(organisation, "").pk, keys.organisation_member(organisation, "").pk):
        for invited in table.items(partition, only=("link", "email")):
            if "link" in invited:
                yield "link", keys.link(invited["link"]), False
            address = hashlib.sha256(normalise_email(invited["email"]).encode()).hexdigest()
            yield "attempts", keys.attempts("invite", f"{organisation}#{address}"), False
    yield "attempts", keys.attempts("inviting", organisation), False


def users(table: StoredTable, organisation: str) -> Iterator[str]:
    """The ids of its members, and of the users whom its audit log names: those who left."""
    named = {key.sk for key in table.keys(keys.organisation_member(organisation, "").pk)}
    for entry in table.items(keys.audit_entry(organisation, "", "").pk, only=("actor_kind", "actor", "details")):
        if entry.get("actor_kind") == "user":
            named.add(str(entry["actor"]))
        if user := entry.get("details", {}).get("user"):
            named.add(str(user))
    yield from sorted(named)


def of_user(table: StoredTable, organisation: str, user: str) -> Iterator[Account]:
    """A user in an organisation: sessions and membership, and the whole account when no organisation remains."""
    for environment in ENVIRONMENTS:
        sessions = keys.user_session(user, organisation, environment, "", "")
        for session in table.items(sessions.pk, only=("session",)):
            yield "session", keys.refresh_family(session["session"]), False
        yield "session", sessions, True
    account = table.get(keys.user(user))
    if account is None or belongs_elsewhere(table, organisation, user):
        yield "membership", keys.membership(user, organisation), False
        return
    yield from _of_account(table, user, account)


def belongs_elsewhere(table: StoredTable, organisation: str, user: str) -> bool:
    """Whether a user is a member of another organisation, too."""
    memberships = keys.membership(user, "")
    own = keys.membership(user, organisation)
    return any(key != own for key in table.keys(memberships.pk, prefix=memberships.sk))


def _of_account(table: StoredTable, user: str, account: Item) -> Iterator[Account]:
    for name in LINKS:
        if name in account:
            yield "link", keys.link(account[name]), False
    for counter in ("code", "new_address"):
        yield "attempts", keys.attempts(counter, user), False
    lock = keys.email_lock(normalise_email(account["email"]))
    if (table.get(lock) or {}).get("user") == user:
        yield "email_lock", lock, False
    yield "user", keys.user(user), True


def partitions(_table: StoredTable, organisation: str) -> Iterator[Account]:
    """The partitions of an organisation itself; its own item is in the last."""
    yield "invitation", keys.invitation(organisation, ""), True
    yield "organisation_member", keys.organisation_member(organisation, ""), True
    yield "audit_entry", keys.audit_entry(organisation, "", ""), True
    yield "suspension", keys.suspension(organisation), True
    yield "organisation", keys.organisation(organisation), True


Accounts = Callable[[StoredTable, str], Iterator[Account]]


PLATFORM: Mapping[str, str] = {
    "organisation": "organisation",
    "organisation_api_key": "organisation",
    "organisation_key_limit": "organisation",
    "suspension": "suspension",
    "organisation_member": "organisation_member",
    "invitation": "invitation",
    "audit_entry": "audit_entry",
    "api_key": "api_key",
    "user": "user",
    "membership": "user",
    "email_lock": "email_lock",
    "refresh_family": "session",
    "user_session": "session",
    "link": "link",
    "inbound_token": "inbound_token",
    "attempts": "attempts",
}
"""By the function that makes the key: under which name its items are enumerated."""

EXPIRING: Mapping[str, str] = {
    "challenge": "five minutes after the password of a sign-in",
    "oauth_client": "30 days after it was registered, 400 after its last use: an app's own name and addresses",
    "oauth_code": "a day after it was made: ids of a person and an app; it works for a minute",
    "refresh_token": "90 days after its use at most; a salt without the name of anybody, dead without its session",
    "link": "30 days after its end: those before the last one of a user or an invitation, which no longer work",
    "gateway_pool": "never: how far shared keys have been made",
    "own_gateway_keys": "never: a count",
    "erased": "never: it names nobody, and is applied after a restore",
    "attempts": "90 days after its last use at most: counters of hashed addresses and networks",
}
"""What nothing names: when it ends by itself, and why it may."""

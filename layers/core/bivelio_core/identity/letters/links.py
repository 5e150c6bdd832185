"""Links in mails: each is used once, in the transaction of its effect, and only until it expires.

The table has the SHA-256 of the link's token. A link stays known for some weeks after its use or expiry, so that a user
who opens it again learns its state.
"""

from datetime import timedelta
from typing import Any, Literal, NamedTuple

from bivelio_core import clock
from bivelio_core.errors import ResourceForbidden, Unprocessable
from bivelio_core.faults import register
from bivelio_core.identity import records
from bivelio_core.identity.key_text import digest, random_text
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table
from bivelio_core.store.writes import Condition, Put, Update, UpdateWrite, absent, all_of, compare, equals, present

Purpose = Literal["invitation", "reset", "email"]

TOKEN_LENGTH = 43  # 256 bits
REMEMBERED = timedelta(days=30)

LINK_UNKNOWN = register("identity", "link_unknown")
LINK_USED = register("identity", "link_used")
LINK_EXPIRED = register("identity", "link_expired")
LINK_REPLACED = register("identity", "link_replaced")


class Link(NamedTuple):
    """A usable link and its subject."""

    digest: str
    about: Item


def new(purpose: Purpose, expires_at: int, **about: Any) -> tuple[str, str, Put]:
    """The token of a new link that is good until an epoch second, its digest, and its write."""
    token = random_text(TOKEN_LENGTH)
    name = digest(token)
    key, ttl = keys.link(name), expires_at + int(REMEMBERED.total_seconds())
    return (
        token,
        name,
        Put({"PK": key.pk, "SK": key.sk, "purpose": purpose, "expires_at": expires_at, "ttl": ttl, **about}, absent()),
    )


def find(table: Table, token: str, purpose: Purpose) -> Link:
    """Return the link of a token. Raises Unprocessable, with the constraint as the reason, for an unusable link."""
    name = digest(token)
    item = table.get(keys.link(name))
    if item is None or item["purpose"] != purpose or item["ttl"] <= clock.epoch():
        raise Unprocessable.of("token", LINK_UNKNOWN)
    if "used_at" in item:
        raise Unprocessable.of("token", LINK_USED)
    if item["expires_at"] <= clock.epoch():
        raise Unprocessable.of("token", LINK_EXPIRED)
    return Link(name, item)


def used(link: Link) -> UpdateWrite:
    """Return the write that uses a link up; it fails when the link has just been used."""
    is_open = all_of(present(), absent("used_at"), compare("expires_at", ">", int(clock.epoch())))
    return UpdateWrite(keys.link(link.digest), Update(set={"used_at": clock.timestamp()}), is_open)


def of_holder(holder: Item | None, link: Link, name: str = "link") -> Item:
    """The holder of a link, an invitation or a user, if this is its last one under a name. Raises Unprocessable."""
    if holder is None or holder.get(name) != link.digest:
        raise Unprocessable.of("token", LINK_REPLACED)
    return holder


def user_of(table: Table, link: Link, organisation: str, name: str = "link") -> Item:
    """The user of a link, if it is the last one under a name and the password has not changed since.

    Raises Unprocessable, ResourceForbidden on the pages of an organisation that is not the user's.
    """
    user, caller = keys.user(link.about["user"]), keys.organisation(organisation)
    membership = keys.membership(link.about["user"], organisation)
    items = table.get_many([user, caller, membership], consistent=True)
    if membership not in items and not items[caller].get("platform"):
        raise ResourceForbidden
    about = of_holder(items.get(user), link, name)
    if records.generation(about) != link.about["generation"]:
        raise Unprocessable.of("token", LINK_REPLACED)
    return about


def still_last(link: Link, name: str = "link") -> Condition:
    """Return the condition on the holder that no newer link exists under the name."""
    return equals(name, link.digest)

"""A challenge: the state between the right password and the code. Only its recipient can answer it, and only once."""

from datetime import timedelta

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.identity.key_text import digest, random_text
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table
from bivelio_core.store.writes import Delete, Put, absent, present

LIFETIME = timedelta(minutes=5)
LENGTH = 43  # 256 bits of base62


def new(user: str, organisation: str, generation: int, ctx: Context, *, is_platform: bool) -> tuple[str, Put]:
    """A challenge for a user who has given the right password, and its write."""
    text = random_text(LENGTH)
    key, expires_at = keys.challenge(digest(text)), clock.ttl(LIFETIME)
    about = {
        "user": user,
        "organisation": organisation,
        "generation": generation,
        "environment": ctx.tenant.environment,
        "asked_by": ctx.organisation,
        "is_platform": is_platform,
    }
    return text, Put({"PK": key.pk, "SK": key.sk, **about, "ttl": expires_at}, absent())


def find(table: Table, text: str, ctx: Context) -> Item | None:
    """Return an unexpired challenge that was issued through the same key and environment; None otherwise."""
    item = table.get(keys.challenge(digest(text)))
    if item is None or item["ttl"] <= clock.epoch():
        return None
    is_same = (item["asked_by"], item["environment"]) == (ctx.organisation, ctx.tenant.environment)
    return item if is_same else None


def answered(text: str) -> Delete:
    """Return the write that marks a challenge as answered; it fails the second time."""
    return Delete(keys.challenge(digest(text)), present())

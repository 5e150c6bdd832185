"""Helpers of the operations that change a second factor."""

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.identity.letters import queue
from bivelio_core.identity.letters.queue import Letter
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import existing

from . import proof, recovery


def user_of(ctx: Context) -> Item:
    """Return the signed-in user. Raises ResourceNotFound if the user is gone."""
    return existing(ctx.store.table.get(keys.user(ctx.actor.id)))


def hashed(codes: list[str], user: Item) -> list[str]:
    """Return the hashes of recovery codes, as they are stored with the user."""
    return [recovery.hashed(code, user["id"]) for code in codes]


def require_off(user: Item) -> None:
    """Raise Conflict while a second factor is on."""
    if proof.is_enabled(user):
        raise Conflict(details={"reason": "mfa_enabled"})


def tell(kind: queue.Kind, ctx: Context) -> None:
    """Tell the user about a change by mail."""
    queue.tell(Letter(kind, ctx.actor.id, ctx.organisation, clock.stamp(), ctx.language))

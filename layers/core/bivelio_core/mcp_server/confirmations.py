"""Confirmations: what cannot be undone is shown first, and done only with a token that was handed out for exactly that.

A token is bound to who asked, the tool with its arguments, the operation with its data, and what was shown: if the
invoice has changed meanwhile, the token is of no use. It is good for ten minutes and for one effect. The operation has
its effect once under the token, so a function may die anywhere and be asked again with it; once the effect is known the
token is used up.

Where a client can ask its user, the token goes to the client and never to the model. Elsewhere the model passes it on,
which proves that somebody was shown the preview, but not that it was a person: what must be confirmed by a person is
left to the dashboard (consequences.py).
"""

import hashlib
import secrets
from datetime import timedelta

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.store import keys
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, absent

LIFETIME = timedelta(minutes=10)
LASTS = timedelta(hours=48)
"""How long a token is remembered: as long as markers of effects under a client's key."""


class TokenRefused(Exception):
    """A token that is of no use here; `reason` is `token_unknown` or `token_used`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def hand_out(ctx: Context, digest: str) -> str:
    """A new token for what has the digest."""
    token = secrets.token_urlsafe(24)
    about = {"digest": digest, "expires_at": int((clock.now() + LIFETIME).timestamp()), "ttl": clock.ttl(LASTS)}
    ctx.store.put(keys.EFFECT, _place(token), about, condition=absent())
    return token


def redeem(ctx: Context, token: str, digest: str, client: str, operation: str) -> None:
    """Note that what has the digest was confirmed, with its entry in the audit log. Again, it changes nothing.

    Raises TokenRefused for a token of anything else, of somebody else, that is too old, or that is used up.
    """
    item = ctx.store.get(keys.EFFECT, _place(token))
    if item is None or item.get("digest") != digest or clock.epoch() >= int(item["expires_at"]):
        raise TokenRefused("token_unknown")
    if "used_at" in item:
        raise TokenRefused("token_used")
    if "confirmed_at" in item:
        return
    note = ctx.store.update_write(
        keys.EFFECT, _place(token), Update(set={"confirmed_at": clock.timestamp()}), condition=absent("confirmed_at")
    )
    entry = audit.of(ctx, "assistant.confirmed", client=client[:100] or None, operation=operation)
    try:
        ctx.store.transact([note, entry])
    except TransactionFailed:
        return  # another request with the token was first, and has written the entry


def use_up(ctx: Context, token: str) -> None:
    """Note that the effect is there: from now on the token is refused."""
    ctx.store.update(keys.EFFECT, _place(token), Update(set={"used_at": clock.timestamp()}))


def _place(token: str) -> str:
    return f"mcp:{hashlib.sha256(token.encode('utf-8', 'surrogatepass')).hexdigest()}"

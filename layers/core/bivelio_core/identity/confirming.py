"""Require a recent proof of identity for actions that would let a stolen access token outlast its hour.

A sign-in or `/auth/confirm` counts as proof for fifteen minutes. Its time is stored with the session.
"""

from datetime import timedelta

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.store import keys
from bivelio_core.store.writes import Update, UpdateWrite, absent, all_of, present

from .errors import ConfirmationRequired
from .second_factor import proof

RECENT = timedelta(minutes=15)


def require_recent(ctx: Context) -> None:
    """Raise ConfirmationRequired unless the user of the session has proved who it is within fifteen minutes."""
    table = ctx.store.table
    family = table.get(keys.refresh_family(ctx.session or "")) or {}
    if family.get("confirmed_at", 0) + RECENT.total_seconds() >= clock.epoch():
        return
    user = table.get(keys.user(ctx.actor.id)) or {}
    method = "code" if proof.is_enabled(user) else "password"
    details = {"reason": "not_recent", "method": method, "max_age_seconds": int(RECENT.total_seconds())}
    raise ConfirmationRequired(details=details)


def confirmed_now(ctx: Context) -> UpdateWrite:
    """The write that notes a proof with the session, which must not have ended."""
    change = Update(set={"confirmed_at": int(clock.epoch())})
    return UpdateWrite(keys.refresh_family(ctx.session or ""), change, all_of(present(), absent("revoked_at")))

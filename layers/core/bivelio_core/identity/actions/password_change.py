"""Change the password of the signed-in user."""

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile
from bivelio_core.identity import own_password, passwords, records, sessions
from bivelio_core.identity.letters import queue
from bivelio_core.identity.letters.queue import Letter
from bivelio_core.identity.models import ChangePassword, PasswordChanged
from bivelio_core.store import keys
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, UpdateWrite


def password_change(request: ChangePassword, ctx: Context) -> PasswordChanged:
    """Give the user a new password and end all other sessions, in every organisation.

    Guesses of the current one are counted like sign-ins. Raises Unprocessable, TooManyAttempts, ChangedMeanwhile.
    """
    table, user = ctx.store.table, keys.user(ctx.actor.id)
    about = table.get(user) or {}
    origin = Origin.of(ctx)

    def note() -> None:
        table.put(audit.entry(ctx.organisation, "user.password_change_failed", origin, user=about["id"]).item)

    attempts = own_password.check(about, request.current_password, "current_password", ctx, note)
    change = Update(set={"password": passwords.hash_password(request.new_password)}, add={"generation": 1})
    writes = [
        *attempts.on_success(),
        UpdateWrite(user, change, records.same_generation(about)),
        sessions.carried_over(ctx.session or "", about),
        audit.entry(ctx.organisation, "user.password_changed", origin, user=about["id"]),
    ]
    try:
        table.transact(writes)
    except TransactionFailed as failure:
        if 0 in failure.items:
            raise attempts.overtaken(failure.items[0]) from failure
        raise ChangedMeanwhile from failure
    queue.tell(Letter("password_changed", about["id"], ctx.organisation, clock.stamp(), ctx.language))
    return PasswordChanged(id=about["id"], email=about["email"], changed_at=clock.timestamp())

"""End a session of the signed-in user, or all but the one that asks."""

from bivelio_core import audit
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, ResourceNotFound
from bivelio_core.identity import records, sessions
from bivelio_core.identity.models import EndedSession, EndSession
from bivelio_core.identity.sessions import Session
from bivelio_core.store import keys
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, UpdateWrite, Write

OTHERS = "others"


def sessions_end(request: EndSession, ctx: Context) -> EndedSession:
    """End one of the user's sessions here, or all others. Raises ResourceNotFound, ChangedMeanwhile.

    Ending one again changes nothing.
    """
    if request.id == OTHERS:
        _end_others(ctx)
        return EndedSession(id=request.id)
    table = ctx.store.table
    family = table.get(keys.refresh_family(request.id)) or {}
    named = (request.id, ctx.actor.id, ctx.organisation, ctx.tenant.environment)
    session = Session(*named, app=sessions.app_of(family))
    if any(family.get(name) != getattr(session, name) for name in ("user", "organisation", "environment")):
        raise ResourceNotFound
    sessions.end(table, session, Origin.of(ctx))
    return EndedSession(id=request.id)


def _end_others(ctx: Context) -> None:
    """Begin a generation of the account's sessions, to which this one alone belongs: however many there are."""
    table, user = ctx.store.table, keys.user(ctx.actor.id)
    about = table.get(user, consistent=True) or {}
    writes: list[Write] = [
        UpdateWrite(user, Update(add={"generation": 1}), records.same_generation(about)),
        sessions.carried_over(ctx.session or "", about),
        audit.entry(ctx.organisation, "user.sessions_ended", Origin.of(ctx), user=ctx.actor.id),
    ]
    try:
        table.transact(writes)
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure

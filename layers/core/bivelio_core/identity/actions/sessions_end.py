"""End a session of the signed-in user."""

from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import ResourceNotFound
from bivelio_core.identity import sessions
from bivelio_core.identity.models import EndedSession, EndSession
from bivelio_core.identity.sessions import Session
from bivelio_core.store import keys


def sessions_end(request: EndSession, ctx: Context) -> EndedSession:
    """End one of the user's sessions here. Ending it again changes nothing. Raises ResourceNotFound."""
    table = ctx.store.table
    family = table.get(keys.refresh_family(request.id)) or {}
    named = (request.id, ctx.actor.id, ctx.organisation, ctx.tenant.environment)
    session = Session(*named, app=sessions.app_of(family))
    if any(family.get(name) != getattr(session, name) for name in ("user", "organisation", "environment")):
        raise ResourceNotFound
    sessions.end(table, session, Origin.of(ctx))
    return EndedSession(id=request.id)

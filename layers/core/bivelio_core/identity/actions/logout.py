"""Sign out."""

from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import InvalidToken, ValidationError
from bivelio_core.identity import sessions
from bivelio_core.identity.models import LoggedOut, LogoutRequest
from bivelio_core.identity.sessions import Session
from bivelio_core.store import keys
from bivelio_core.store.table import Table


def logout(request: LogoutRequest, ctx: Context) -> LoggedOut:
    """End a session. A refresh token that is unknown or of another organisation changes nothing (RFC 7009, 2.2)."""
    table = ctx.store.table
    if request.refresh_token is not None:
        try:
            session = sessions.present_token(table, request.refresh_token).session
        except InvalidToken:
            return LoggedOut()
        if session.environment == ctx.tenant.environment and (
            session.organisation == ctx.organisation or _is_platform(table, ctx.organisation)
        ):
            sessions.end(table, session, Origin.of(ctx))
    elif request.cookie:
        return LoggedOut()
    elif ctx.session is not None:
        own = Session(ctx.session, ctx.actor.id, ctx.organisation, ctx.tenant.environment)
        sessions.end(table, own, Origin.of(ctx))
    else:
        raise ValidationError.of("refresh_token", "required")
    return LoggedOut()


def _is_platform(table: Table, organisation: str) -> bool:
    return bool((table.get(keys.organisation(organisation)) or {}).get("platform"))

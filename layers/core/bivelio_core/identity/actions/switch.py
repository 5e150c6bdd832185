"""Switch to another organisation or environment without the password (docs/adr/0044-browser-sessions.md).

Pages hold an access token, which alone cannot begin a new session: the request must also contain the session's refresh
token. The new session ends when the old one would have ended, so switching does not prolong a sign-in.
"""

from dataclasses import replace

from bivelio_core import audit, ids
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import InvalidToken, ResourceForbidden, ValidationError
from bivelio_core.identity import issue, records, sessions
from bivelio_core.identity.devices import device_of
from bivelio_core.identity.me_models import Switch, Switched
from bivelio_core.identity.refusals import CredentialRefused
from bivelio_core.identity.sessions import Session
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, UpdateWrite, Write


def switch(request: Switch, ctx: Context) -> Switched:
    """The tokens of a new session in another organisation or environment.

    Within an environment it replaces the old session; in the other one both stay. Raises InvalidToken for a refresh
    token of another session, ResourceForbidden for an organisation that the user may not enter from here.
    """
    table, origin = ctx.store.table, Origin.of(ctx)
    old = _own_session(request, ctx)
    user = keys.user(old.user)
    membership = keys.membership(old.user, request.org_id or old.organisation)
    owner = keys.organisation(request.org_id or old.organisation)
    items = table.get_many([user, membership, owner], consistent=True)
    if user not in items or old.generation != records.generation(items[user]):
        raise InvalidToken
    is_elsewhere = owner.pk != keys.organisation(old.organisation).pk
    if membership not in items or (is_elsewhere and not (old.is_platform and _is_active(items.get(owner)))):
        raise ResourceForbidden
    new = replace(
        old,
        id=ids.unowned_id("session"),
        organisation=items[membership]["organisation"],
        environment=request.environment or old.environment,
    )
    refresh_token, writes = sessions.start(new, ctx.source_ip, device_of(ctx.user_agent))
    used_last = Update(set={"last_organisation": new.organisation})
    remembered = UpdateWrite(user, used_last, records.same_generation(items[user]))
    entry = audit.entry(new.organisation, "session.started", origin, session=new.id)
    try:
        table.transact([remembered, *_leave(old, new, origin), *writes, entry])
    except TransactionFailed as failure:
        raise InvalidToken from failure  # the session, or all of the user's, ended just now
    tokens = issue.tokens(new, items[membership]["role"], refresh_token, items[user])
    return Switched(**dict(tokens), org_id=new.organisation, environment=new.environment)


def _own_session(request: Switch, ctx: Context) -> Session:
    """Return the session of the refresh token, which must also be the session of the access token."""
    if request.refresh_token is None:
        if request.cookie:
            raise CredentialRefused("no_cookie")
        raise ValidationError.of("refresh_token", "required")
    session = sessions.look_at(ctx.store.table, request.refresh_token, Origin.of(ctx))
    if session.id != ctx.session:
        raise InvalidToken
    return session


def _leave(old: Session, new: Session, origin: Origin) -> list[Write]:
    """Return the writes that replace the old session within its environment; in the other one they keep it."""
    if new.environment != old.environment:
        return [sessions.still_open(old)]
    ended = audit.entry(old.organisation, "session.ended", origin, user=old.user, session=old.id)
    return [sessions.replaced(old), ended]


def _is_active(owner: Item | None) -> bool:
    return owner is not None and owner["status"] == "active"

"""Operations of signed-in users on their own account: change the password, list and end sessions."""

from collections.abc import Callable

from bivelio_core import audit, clock
from bivelio_core.audit import Origin
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, ResourceNotFound, Unprocessable
from bivelio_core.faults import register
from bivelio_core.models import Pagination
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, UpdateWrite, absent, all_of, present

from . import passwords, records, sessions, users
from .attempts import SignInAttempts
from .letters import queue
from .letters.queue import Letter
from .models import ChangePassword, EndedSession, EndSession, ListSessions, PasswordChanged, SessionPage, UserSession
from .sessions import Session

NEWEST = 1000
"""How many of a user's most recent sign-ins a list reads."""

WRONG_PASSWORD = register("identity", "wrong_password")


def change_password(request: ChangePassword, ctx: Context) -> PasswordChanged:
    """Give the user a new password and end all other sessions, in every organisation.

    Guesses of the current one are counted like sign-ins. Raises Unprocessable, TooManyAttempts, ChangedMeanwhile.
    """
    table, user = ctx.store.table, keys.user(ctx.actor.id)
    about = table.get(user) or {}
    origin = Origin.of(ctx)

    def note() -> None:
        table.put(audit.entry(ctx.organisation, "user.password_change_failed", origin, user=about["id"]).item)

    attempts = check_password(about, request.current_password, "current_password", ctx, note)
    change = Update(set={"password": passwords.hash_password(request.new_password)}, add={"generation": 1})
    own = Update(set={"generation": records.generation(about) + 1})
    writes = [
        *attempts.on_success(),
        UpdateWrite(user, change, records.same_generation(about)),
        UpdateWrite(keys.refresh_family(ctx.session or ""), own, all_of(present(), absent("revoked_at"))),
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


def check_password(about: Item, password: str, field: str, ctx: Context, note: Callable[[], None]) -> SignInAttempts:
    """Check the password; returns its counters, whose writes belong in the transaction of the effect.

    Guesses are counted like sign-ins. Raises TooManyAttempts, and Unprocessable for a wrong password, after counting
    it.
    """
    table = ctx.store.table
    attempts = SignInAttempts(users.normalise_email(about["email"]), ctx.source_ip)
    attempts.take(table, table.get_many(attempts.keys(), consistent=True))
    if not passwords.matches(password, about["password"]):
        attempts.on_failure(table)
        note()
        raise Unprocessable.of(field, WRONG_PASSWORD)
    return attempts


def list_sessions(request: ListSessions, ctx: Context) -> SessionPage:
    """The user's active sessions in this organisation and environment, newest first."""
    table, user = ctx.store.table, keys.user(ctx.actor.id)
    listed = keys.user_session(ctx.actor.id, ctx.organisation, ctx.tenant.environment, "", "").pk
    pointers = table.query(listed, descending=True, limit=NEWEST, consistent=True)
    families = {pointer["session"]: keys.refresh_family(pointer["session"]) for pointer in pointers}
    items = table.get_many([user, *families.values()], consistent=True)
    generation = records.generation(items[user])
    alive = [name for name, key in families.items() if records.is_alive(items.get(key), generation)]
    return SessionPage(
        sessions=[_show(name, items[families[name]], ctx) for name in request.slice_of(alive)],
        pagination=Pagination.of(request, len(alive)),
    )


def end_session(request: EndSession, ctx: Context) -> EndedSession:
    """End one of the user's sessions here. Ending it again changes nothing. Raises ResourceNotFound."""
    table = ctx.store.table
    family = table.get(keys.refresh_family(request.id)) or {}
    session = Session(request.id, ctx.actor.id, ctx.organisation, ctx.tenant.environment)
    if any(family.get(name) != getattr(session, name) for name in ("user", "organisation", "environment")):
        raise ResourceNotFound
    sessions.end(table, session, Origin.of(ctx))
    return EndedSession(id=request.id)


def _show(name: str, family: Item, ctx: Context) -> UserSession:
    return UserSession(
        id=name,
        is_current=name == ctx.session,
        ip_address=family.get("ip") or None,
        started_at=clock.timestamp(clock.parse(family["started_at"])),
        last_used_at=clock.timestamp(clock.parse(str(family.get("used_at") or family["started_at"]))),
        expires_at=clock.timestamp(clock.instant(records.ends_at(family))),
    )

"""Signing in by password, going on by refresh token, signing out."""

from collections.abc import Sequence
from typing import Any

from bivelio_core.context import Actor, Context
from bivelio_core.errors import InvalidToken, ResourceForbidden, ValidationError
from bivelio_core.faults import Fault
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.writes import Update, UpdateWrite, absent, all_of, equals, present

from . import access_token, audit, passwords, records, sessions, users
from .attempts import SignInAttempts
from .audit import Origin
from .errors import InvalidCredentials
from .models import LoggedOut, LogoutRequest, TokenRequest, Tokens, TokenUser
from .sessions import Session

NOBODY = "usr_nobody"
"""Who is looked up for an unknown address, so that it takes as many calls as a known one."""


def issue_tokens(request: TokenRequest, ctx: Context) -> Tokens:
    """An access token and a refresh token. Raises InvalidCredentials, InvalidToken or TooManyAttempts."""
    if request.grant_type == "refresh_token":
        (refresh_token,) = _sent(request, ("refresh_token",), ("email", "password", "org_id"))
        return _by_refresh_token(refresh_token, ctx)
    email, password = _sent(request, ("email", "password"), ("refresh_token",))
    return _by_password(email, password, request.org_id, ctx)


def _sent(request: TokenRequest, wanted: Sequence[str], unwanted: Sequence[str]) -> list[str]:
    """The fields a kind of grant needs. Raises ValidationError for those it lacks and those it does not know."""
    values: dict[str, str | None] = {name: getattr(request, name) for name in (*wanted, *unwanted)}
    faults = [Fault(name, "unknown_field") for name in unwanted if values[name] is not None]
    faults += [Fault(name, "required") for name in wanted if values[name] is None]
    if faults:
        raise ValidationError(faults)
    return [value for name in wanted if (value := values[name]) is not None]


def _by_password(email: str, password: str, requested: str | None, ctx: Context) -> Tokens:
    table = ctx.store.table
    address = users.normalise_email(email)
    lock, caller = keys.email_lock(address), keys.organisation(ctx.organisation)
    attempts = SignInAttempts(address, ctx.source_ip)
    found = table.get_many([lock, caller, *attempts.keys()], consistent=True)
    is_platform = bool(found[caller].get("platform"))
    if requested not in (None, ctx.organisation) and not is_platform:
        raise ResourceForbidden
    locked_for = attempts.take(table, found)
    user = str(found[lock]["user"]) if lock in found else NOBODY
    record = {item["SK"]: item for item in table.query(keys.user(user).pk, consistent=True)}
    about = record.get("META", {})
    if not passwords.matches(password, about.get("password")):
        attempts.on_failure(table, found)
        _audit_lock(locked_for, ctx, user)
        raise InvalidCredentials(details={"reason": "invalid_credentials"})
    member = _membership(table, record, requested or (None if is_platform else ctx.organisation), ctx)
    session, refresh_token, writes = sessions.start(
        user, member["organisation"], ctx.tenant.environment, records.generation(about)
    )
    origin = Origin(Actor("user", user), ctx.request_id, ctx.source_ip)
    entry = audit.entry(session.organisation, "session.started", origin, session=session.id)
    account_change = _account_change(about, password, session.organisation)
    try:
        table.transact([account_change, *writes, *attempts.on_success(), entry])
    except TransactionFailed as failure:
        raise InvalidCredentials(details={"reason": "invalid_credentials"}) from failure
    return _tokens(session, member["role"], refresh_token, about)


def _audit_lock(seconds: int, ctx: Context, user: str) -> None:
    """Write to the audit log that a wrong password has locked the account for so many seconds (0: it has not)."""
    if seconds:
        who = None if user == NOBODY else user
        entry = audit.entry(ctx.organisation, "sign_in.locked", Origin.of(ctx), user=who, seconds=seconds)
        ctx.store.table.put(entry.item)


def _membership(table: Table, record: dict[str, Item], wanted: str | None, ctx: Context) -> Item:
    """What the user is in the organisation asked for, else in the one used last, else in the first."""
    memberships = {sk.removeprefix("ORG#"): item for sk, item in record.items() if sk.startswith("ORG#")}
    last = record["META"].get("last_organisation")
    chosen = wanted or (last if last in memberships else next(iter(memberships), ""))
    if chosen not in memberships:
        raise InvalidCredentials(details={"reason": "invalid_credentials"})
    if chosen != ctx.organisation:
        organisation = table.get(keys.organisation(chosen))
        if organisation is None or organisation["status"] != "active":
            raise ResourceForbidden
    return memberships[chosen]


def _account_change(about: Item, password: str, organisation: str) -> UpdateWrite:
    """What a sign-in leaves with the user: the organisation used last, and a hash of today's strength.

    It holds only in the generation that was read: a password that was changed meanwhile opens no session any more.
    """
    changes: dict[str, Any] = {"last_organisation": organisation}
    if passwords.is_outdated(about["password"]):
        changes["password"] = passwords.hash_password(password)
    generation = records.generation(about)
    same_generation = equals("generation", generation) if generation else all_of(present(), absent("generation"))
    return UpdateWrite(keys.user(about["id"]), Update(set=changes), same_generation)


def _by_refresh_token(text: str, ctx: Context) -> Tokens:
    table = ctx.store.table
    presented = sessions.present_token(table, text)
    session = presented.session
    if session.environment != ctx.tenant.environment:
        raise InvalidToken
    user, membership = keys.user(session.user), keys.membership(session.user, session.organisation)
    caller = keys.organisation(ctx.organisation)
    found = table.get_many([user, membership, caller], consistent=True)
    if session.organisation != ctx.organisation and not found[caller].get("platform"):
        raise InvalidToken
    origin = Origin(Actor("user", session.user), ctx.request_id, ctx.source_ip)
    if user not in found or membership not in found or session.generation != records.generation(found[user]):
        sessions.end(table, session, origin)
        raise InvalidToken
    successor = sessions.use(table, presented, origin)
    return _tokens(session, found[membership]["role"], successor, found[user])


def _tokens(session: Session, role: str, refresh_token: str, user: Item) -> Tokens:
    token = access_token.issue(
        user=session.user,
        organisation=session.organisation,
        environment=session.environment,
        role=role,
        session=session.id,
    )
    return Tokens(
        access_token=token,
        expires_in=int(access_token.LIFETIME.total_seconds()),
        refresh_token=refresh_token,
        user=TokenUser(id=user["id"], email=user["email"]),
    )


def sign_out(request: LogoutRequest, ctx: Context) -> LoggedOut:
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
    elif ctx.session is not None:
        own = Session(ctx.session, ctx.actor.id, ctx.organisation, ctx.tenant.environment)
        sessions.end(table, own, Origin.of(ctx))
    else:
        raise ValidationError.of("refresh_token", "required")
    return LoggedOut()


def _is_platform(table: Table, organisation: str) -> bool:
    return bool((table.get(keys.organisation(organisation)) or {}).get("platform"))

"""Get tokens: by password, by the code of the second factor, or by a refresh token."""

from collections.abc import Sequence

from bivelio_core.audit import Origin
from bivelio_core.context import Actor, Context
from bivelio_core.errors import InvalidToken, ValidationError
from bivelio_core.faults import Fault
from bivelio_core.identity import issue, records, sessions, sign_in
from bivelio_core.identity.models import TokenRequest, Tokens
from bivelio_core.identity.refusals import CredentialRefused
from bivelio_core.store import keys


def token(request: TokenRequest, ctx: Context) -> Tokens:
    """An access token and a refresh token. Raises InvalidCredentials, InvalidToken or TooManyAttempts."""
    if request.grant_type == "refresh_token":
        if request.cookie and request.refresh_token is None:
            raise CredentialRefused("no_cookie")
        others = ("email", "password", "org_id", "challenge", "code")
        (refresh_token,) = _sent(request, ("refresh_token",), others)
        return _by_refresh_token(refresh_token, ctx)
    if request.grant_type == "mfa":
        challenge, code = _sent(request, ("challenge", "code"), ("email", "password", "org_id", "refresh_token"))
        return sign_in.by_code(challenge, code, ctx)
    email, password = _sent(request, ("email", "password"), ("refresh_token", "challenge", "code"))
    return sign_in.by_password(email, password, request.org_id, ctx)


def _sent(request: TokenRequest, wanted: Sequence[str], unwanted: Sequence[str]) -> list[str]:
    """The fields a kind of grant needs. Raises ValidationError for those it lacks and those it does not know."""
    values: dict[str, str | None] = {name: getattr(request, name) for name in (*wanted, *unwanted)}
    faults = [Fault(name, "unknown_field") for name in unwanted if values[name] is not None]
    faults += [Fault(name, "required") for name in wanted if values[name] is None]
    if faults:
        raise ValidationError(faults)
    return [value for name in wanted if (value := values[name]) is not None]


def _by_refresh_token(text: str, ctx: Context) -> Tokens:
    table = ctx.store.table
    presented = sessions.present_token(table, text)
    session = presented.session
    if session.environment != ctx.tenant.environment:
        raise InvalidToken
    user, membership = keys.user(session.user), keys.membership(session.user, session.organisation)
    caller = keys.organisation(ctx.organisation)
    items = table.get_many([user, membership, caller], consistent=True)
    if session.organisation != ctx.organisation and not items[caller].get("platform"):
        raise InvalidToken
    origin = Origin(Actor("user", session.user), ctx.request_id, ctx.source_ip)
    if user not in items or membership not in items or session.generation != records.generation(items[user]):
        sessions.end(table, session, origin)
        raise InvalidToken
    successor = sessions.use(table, presented, origin)
    return issue.tokens(session, items[membership]["role"], successor, items[user])

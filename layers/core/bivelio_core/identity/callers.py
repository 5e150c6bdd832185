"""Identify the caller from the headers of a request."""

from base64 import b64decode
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from bivelio_core import clock
from bivelio_core.store.table import Table
from bivelio_core.tenancy import Environment

from . import access_token, key_text, records
from .access_token import Refused
from .records import KeyRecord, SessionKeys

if TYPE_CHECKING:
    from .oauth.access import Access

Verdict = Literal["ok", "expired", "two_credentials"]

API_KEY_HEADERS = ("x-api-key", "apikey")
KEY = "bv_"
LONGEST_BASIC = 400


class Known(NamedTuple):
    """An identified caller. `key` is set for an API key, the fields after it are set for a token."""

    verdict: Verdict
    organisation: str
    environment: Environment
    actor_kind: Literal["user", "api_key"]
    actor: str
    scopes: tuple[str, ...]
    plan: str
    gateway_key: str
    key: KeyRecord | None = None
    session: str | None = None
    role: str | None = None
    needs_factor: bool = False
    gateway_keys: Mapping[str, str] = records.NO_KEYS
    client: str = ""
    """The app that acts for the user, with a token of its own (oauth/access.py)."""


def identify(headers: Mapping[str, str], environment: Environment, table: Table, resource: str = "api") -> Known:
    """Identify the sender of a request by its headers (names in lower case). Raises Refused.

    A malformed credential is refused without any call; a key costs one read in 30 seconds, a token one batch of reads.
    Two different credentials get the verdict `two_credentials` if one of them is valid, and are refused otherwise.
    `resource` is what the request is for: an app's token is good at one resource alone. A key may come as a bearer
    token or as the name of who signs in (`curl -u bv_...:`), as many programs send what they were given.
    """
    keys_sent = {value.strip() for name in API_KEY_HEADERS if (value := headers.get(name, "")).strip()}
    authorization = headers.get("authorization", "").strip()
    if (key := _key_in(authorization)) is not None:
        keys_sent.add(key)
        authorization = ""
    origin = headers.get("origin")
    credentials: list[Callable[[], Known]] = [
        partial(_by_key, text, origin, environment, table) for text in sorted(keys_sent)
    ]
    if authorization:
        credentials.append(partial(_by_token, authorization, environment, table, resource))
    if not credentials:
        raise Refused("no credential", "no_credential")
    if len(credentials) == 1:
        return credentials[0]()
    for identify_by in credentials:
        try:
            return identify_by()._replace(verdict="two_credentials")
        except Refused:
            continue
    raise Refused("several credentials, none of them valid")


def _key_in(authorization: str) -> str | None:
    """The API key in an `Authorization`: a bearer token, or the user name of Basic without a password (RFC 7617)."""
    scheme, _, value = authorization.partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer" and value.startswith(KEY):
        return value
    if scheme.lower() != "basic" or len(value) > LONGEST_BASIC:
        return None
    try:
        name, colon, password = b64decode(value, validate=True).decode("ascii").partition(":")
    except ValueError:
        return None
    return name if name.startswith(KEY) and colon and not password else None


def _by_key(text: str, origin: str | None, environment: Environment, table: Table) -> Known:
    said = key_text.parse(text)
    if said is None:
        raise Refused("malformed key", "malformed_key")
    if said.environment != environment:
        reason = "live_key_in_sandbox" if said.environment == "live" else "test_key_in_live"
        raise Refused("key of the other environment", reason)
    record = records.api_key(table, key_text.digest(text))
    if record is None:
        raise Refused("unknown key", "unknown_key")
    bearer = (record.organisation, record.id)
    if not record.is_usable:
        raise Refused(f"revoked or suspended: {record.id}", "revoked_key" if record.is_revoked else "suspended", bearer)
    if record.expires_at is not None and clock.epoch() >= record.expires_at:
        raise Refused(f"expired: {record.id}", "expired_key", bearer)
    if record.allowed_origins and origin not in record.allowed_origins:
        raise Refused(f"origin not allowed: {record.id}", "origin_not_allowed", bearer)
    return Known(
        verdict="ok",
        organisation=record.organisation,
        environment=environment,
        actor_kind="api_key",
        actor=record.id,
        scopes=record.scopes,
        plan=record.plan,
        gateway_key=record.gateway_key,
        key=record,
        gateway_keys=record.gateway_keys,
    )


def _by_token(authorization: str, environment: Environment, table: Table, resource: str) -> Known:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise Refused("not a bearer token")
    from .oauth import access  # noqa: PLC0415 - keys need none of it

    if access.is_one(token.strip()):
        return _of_app(access.verify(token.strip(), environment, resource, table))
    claims = access_token.verify(token.strip(), environment)
    session = records.session(table, SessionKeys(claims.session, claims.user, claims.organisation, claims.environment))
    if session is None or session.client:
        over = f"session over, or its user or organisation: {claims.session}"
        raise Refused(over, "session_ended", (claims.organisation, claims.user))
    return Known(
        verdict="expired" if claims.is_expired else "ok",
        organisation=claims.organisation,
        environment=environment,
        actor_kind="user",
        actor=claims.user,
        scopes=(access_token.ROLE_SCOPES[session.role],),
        plan=session.plan,
        gateway_key=session.gateway_key,
        session=claims.session,
        role=session.role,
        needs_factor=session.needs_factor,
        gateway_keys=session.gateway_keys,
    )


def _of_app(access: "Access") -> Known:
    return Known(
        verdict="ok",
        organisation=access.organisation,
        environment=access.environment,
        actor_kind="user",
        actor=access.user,
        scopes=access.scopes,
        plan=access.record.plan,
        gateway_key=access.record.gateway_key,
        session=access.session,
        role=access.record.role,
        needs_factor=access.record.needs_factor,
        gateway_keys=access.record.gateway_keys,
        client=access.client,
    )

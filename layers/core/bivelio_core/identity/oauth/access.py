"""Access tokens of apps: JWTs of the type `at+jwt` (RFC 9068), signed as the tokens of people are.

Clients take them for opaque texts. A token is good at one resource of one environment, for an hour, and no longer than
the grant: what the person may do now, and what was granted, counts at each use.
"""

from typing import Any, NamedTuple

from bivelio_core import clock, ids
from bivelio_core.identity import access_token, records, signing
from bivelio_core.identity.access_token import ROLE_SCOPES, Refused
from bivelio_core.identity.records import SessionKeys, SessionRecord
from bivelio_core.identity.sessions import AppGrant, Session
from bivelio_core.store.table import Table
from bivelio_core.tenancy import Environment

from . import granted

TYPE = "at+jwt"
AUDIENCE = "bivelio-app:"
LONGEST_CLIENT = 512


class Access(NamedTuple):
    """For whom an app acts with a token, which app, and what it may do: what the authorizer needs of it."""

    user: str
    organisation: str
    environment: Environment
    session: str
    client: str
    scopes: tuple[str, ...]
    record: SessionRecord

    @property
    def only_reads(self) -> bool:
        """Whether nothing can be changed with it."""
        return granted.only_read(self.scopes)


def issue(session: Session, app: AppGrant, scopes: tuple[str, ...]) -> str:
    """A new access token of a grant, for some of its scopes."""
    import jwt  # noqa: PLC0415 - on first use, as access_token.py

    keyring = signing.keyring()
    kid = keyring.signing_kid()
    now = int(clock.epoch())
    claims = {
        "sub": session.user,
        "org_id": session.organisation,
        "session_id": session.id,
        "client_id": app.client,
        "scope": " ".join(scopes),
        "env": session.environment,
        "aud": AUDIENCE + app.resource,
        "jti": ids.random_text(16),
        "iat": now,
        "exp": now + int(access_token.LIFETIME.total_seconds()),
    }
    headers = {"kid": kid, "typ": TYPE}
    return jwt.encode(claims, keyring.keys[kid], algorithm=access_token.ALGORITHM, headers=headers)


def is_one(token: str) -> bool:
    """Whether a text says that it is such a token; nothing is proved by that."""
    try:
        return access_token.segments(token)[0].get("typ") == TYPE
    except Refused:
        return False


def verify(token: str, environment: Environment, resource: str, table: Table) -> Access:
    """What a token of an app gives at a resource. Raises Refused for any that is not good there, now.

    The claims that need only the token are checked before its signature, so an invalid text costs no call.
    """
    header, claims = access_token.segments(token)
    kid = access_token.kid_of(header)
    if header.get("typ") != TYPE or not _are_plausible(claims):
        raise Refused("claims are missing or malformed")
    if claims.get("aud") != AUDIENCE + resource or claims.get("env") != environment:
        raise Refused("another resource or environment", "other_resource")
    _verify_signature(token, kid, AUDIENCE + resource)
    bearer = (claims["org_id"], claims["sub"])
    if clock.epoch() >= claims["exp"]:
        raise Refused(f"expired: {claims['session_id']}", "app_token_expired", bearer)
    named = SessionKeys(claims["session_id"], claims["sub"], claims["org_id"], environment)
    record = records.session(table, named)
    if record is None or (record.client, record.resource) != (claims["client_id"], resource):
        raise Refused(f"grant over, or its user or organisation: {claims['session_id']}", "grant_ended", bearer)
    scopes = usable(claims["scope"].split(), record.scopes, record.role)
    return Access(claims["sub"], claims["org_id"], environment, claims["session_id"], record.client, scopes, record)


def usable(requested_scopes: list[str], scopes: tuple[str, ...], role: str) -> tuple[str, ...]:
    """What remains of some scopes after the grant and the role that the person has now."""
    return granted.limited(granted.common(requested_scopes, scopes), ROLE_SCOPES[role])


def _are_plausible(claims: dict[str, Any]) -> bool:
    texts = {name: pattern for name, pattern in access_token.TEXTS.items() if name != "role"}
    return (
        type(claims.get("exp")) is int
        and all(access_token.is_text(claims.get(name), pattern) for name, pattern in texts.items())
        and all(isinstance(claims.get(name), str) for name in ("client_id", "scope"))
        and len(claims["client_id"]) <= LONGEST_CLIENT
    )


def _verify_signature(token: str, kid: str, audience: str) -> None:
    key = signing.keyring(kid).keys.get(kid)
    if key is None:
        raise Refused("unknown signing key")
    import jwt  # noqa: PLC0415

    try:
        jwt.decode(
            token,
            key,
            algorithms=[access_token.ALGORITHM],
            audience=audience,
            options={"verify_exp": False, "verify_iat": False, "require": ["sub", "org_id", "exp", "iat", "aud"]},
        )
    except jwt.InvalidTokenError as error:
        raise Refused("bad signature or claims") from error

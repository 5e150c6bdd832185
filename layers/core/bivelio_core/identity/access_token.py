"""Access tokens: JWTs (RFC 7519) signed with HS256, valid for 60 minutes, for one organisation and environment.

The claims that need only the token are checked before its signature, so an invalid text costs no call.
"""

import base64
import binascii
import json
import re
from datetime import timedelta
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.scopes import Scope
from bivelio_core.tenancy import Environment

from . import signing

AUDIENCE = "bivelio-api"
LIFETIME = timedelta(minutes=60)
ALGORITHM = "HS256"
MAXIMUM_LENGTH = 4096
ROLE_SCOPES: dict[str, Scope] = {"owner": "admin", "admin": "admin", "member": "write", "viewer": "read"}
"""What each role may do. Source: decisions.md, 14."""

# Patterns as text: the first token compiles them, not every cold start.
_KID = r"[A-Za-z0-9_-]{1,64}"
TEXTS = {
    "sub": r"usr_[0-9a-z]{16}",
    "org_id": r"org_[0-9a-z]{1,32}",
    "session_id": r"ses_[0-9a-z]{16}",
    "role": "|".join(ROLE_SCOPES),
}


class Refused(Exception):
    """The credential is absent, malformed, unknown, revoked, or of the other environment.

    The text is for the log. `reason` names the message for the caller, `refused.<reason>` of the catalogue; without a
    reason the caller learns only that the credential is not valid. `bearer` is the proved owner of the credential:
    (organisation, actor).
    """

    def __init__(self, text: str, reason: str = "", bearer: tuple[str, str] | None = None) -> None:
        super().__init__(text)
        self.reason = reason
        self.bearer = bearer


class Claims(NamedTuple):
    """The claims of a token of ours, times in epoch seconds. There is no role: the user's current role counts."""

    user: str
    organisation: str
    environment: Environment
    session: str
    expires_at: int

    @property
    def is_expired(self) -> bool:
        """Whether the token has expired."""
        return clock.epoch() >= self.expires_at


def issue(*, user: str, organisation: str, environment: Environment, role: str, session: str) -> str:
    """A new access token."""
    import jwt  # noqa: PLC0415 - on first use: most requests bring an API key

    keyring = signing.keyring()
    kid = keyring.signing_kid()
    now = int(clock.epoch())
    claims = {
        "sub": user,
        "org_id": organisation,
        "role": role,
        "scope": ROLE_SCOPES[role],
        "session_id": session,
        "env": environment,
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + int(LIFETIME.total_seconds()),
    }
    return jwt.encode(claims, keyring.keys[kid], algorithm=ALGORITHM, headers={"kid": kid})


def verify(token: str, environment: Environment) -> Claims:
    """The claims of a token of ours for this environment, expired or not. Raises Refused for any other text."""
    kid = _plausible_kid(token, environment)
    key = signing.keyring(kid).keys.get(kid)
    if key is None:
        raise Refused("unknown signing key")
    import jwt  # noqa: PLC0415

    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            # Expiry is ours to judge: an expired token of ours gets another answer than a forged one.
            options={"verify_exp": False, "verify_iat": False, "require": ["sub", "org_id", "exp", "iat", "aud"]},
        )
    except jwt.InvalidTokenError as error:
        raise Refused("bad signature or claims") from error
    return Claims(
        user=claims["sub"],
        organisation=claims["org_id"],
        environment=environment,
        session=claims["session_id"],
        expires_at=claims["exp"],
    )


def segments(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The header and the claims of a token, unverified. Raises Refused for a text that is no JWT."""
    parts = token.split(".")
    if len(token) > MAXIMUM_LENGTH or len(parts) != 3:  # noqa: PLR2004 - header, claims, signature
        raise Refused("not a JWT")
    return _segment(parts[0]), _segment(parts[1])


def kid_of(header: dict[str, Any]) -> str:
    """The `kid` of a header that could be ours. Raises Refused for another one."""
    kid = header.get("kid")
    if header.get("alg") != ALGORITHM or not is_text(kid, _KID) or "crit" in header:
        raise Refused("not signed as our tokens are")
    return str(kid)


def _plausible_kid(token: str, environment: Environment) -> str:
    """Return the `kid` of a token if its header and claims could be ours."""
    header, claims = segments(token)
    kid = kid_of(header)
    if claims.get("aud") != AUDIENCE or claims.get("env") != environment:
        raise Refused("another audience or environment")
    if type(claims.get("exp")) is not int:  # a JSON `true` is an instance of int
        raise Refused("no time of expiry")
    if not all(is_text(claims.get(name), shape) for name, shape in TEXTS.items()):
        raise Refused("claims are missing or malformed")
    return kid


def is_text(value: Any, shape: str) -> bool:
    """Whether a claim, which can be of any JSON type, is a string that matches a pattern."""
    return isinstance(value, str) and re.fullmatch(shape, value) is not None


def _segment(text: str) -> dict[str, Any]:
    try:
        document = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise Refused("not a JWT") from error
    if not isinstance(document, dict):
        raise Refused("not a JWT")
    return document

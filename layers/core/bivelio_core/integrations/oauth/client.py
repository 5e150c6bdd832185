"""How we are known at an authorization server, and what we ask of it: a code's tokens, new ones, their end."""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from bivelio_core import config
from bivelio_core.integrations.given import Tokens
from bivelio_core.providers.messaging.failures import Refused

from .calls import SUCCESSES, ask, document_of, unsupported
from .discovery import OFFLINE, AuthorizationServer

SECONDS = 6.0
MAXIMUM_TOKEN, MAXIMUM_SECRET = 2_000, 1_000
"""Characters. What is sealed together stays below what KMS encrypts itself (secrets.MAXIMUM_BYTES)."""

USUAL_LIFETIME, NO_END = 3_600, 10 * 365 * 86_400
"""Seconds of a token whose answer names none: short when it can be renewed, else until the server refuses it."""

NONE, POST, BASIC = "none", "client_secret_post", "client_secret_basic"
FORM = "application/x-www-form-urlencoded"
DOCUMENT = "oauth-client"
NAME = "BiVelio"

Oauth = Mapping[str, Any]
"""What a connection keeps of its sign-in (`settings.oauth`), none of it secret: `as_kept`."""


class KnownAs(NamedTuple):
    """How we are known: by our document, because we registered, or as the owner `given` us."""

    id: str
    method: str
    registration: str
    secret: str | None = None


def redirect_uri() -> str:
    """The page of the dashboard to which servers send people back."""
    return f"{config.app_url()}/settings/integrations"


def document_url() -> str | None:
    """Our client id where a server takes the address of a document for one; None without a domain name."""
    return f"https://mcp.{config.oauth_domain()}/.well-known/{DOCUMENT}" if config.oauth_domain() else None


def document() -> dict[str, Any] | None:
    """The document at that address (draft-ietf-oauth-client-id-metadata-document)."""
    if (url := document_url()) is None:
        return None
    return {"client_id": url, "client_uri": config.app_url(), **_described(NONE)}


def _described(method: str) -> dict[str, Any]:
    return {
        "client_name": NAME,
        "redirect_uris": [redirect_uri()],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": method,
    }


def known_at(server: AuthorizationServer, given_id: str | None, given_secret: str | None) -> KnownAs:
    """How we are known there: as the owner says, else by our document, else registered now (RFC 7591).

    Raises Refused `client_needed` where the owner has to register us, Unavailable.
    """
    if given_id:
        method = (POST if POST in server.methods else BASIC) if given_secret else NONE
        return KnownAs(given_id, method, "given", given_secret)
    own = document_url()
    if own and server.takes_documents and NONE in server.methods:
        return KnownAs(own, NONE, "document")
    if server.registration_endpoint is None:
        raise Refused("client_needed", redirect_uri())
    return _registered(server, server.registration_endpoint)


def _registered(server: AuthorizationServer, endpoint: str) -> KnownAs:
    method = next((each for each in (NONE, POST, BASIC) if each in server.methods), BASIC)
    body = json.dumps(_described(method)).encode()
    answer = ask("POST", endpoint, headers={"Content-Type": "application/json"}, body=body, seconds=SECONDS)
    about = document_of(answer)
    if answer.status not in SUCCESSES or not _is_text(about.get("client_id"), MAXIMUM_SECRET):
        raise Refused("client_needed", redirect_uri())
    secret = about.get("client_secret")
    if secret is not None and not _is_text(secret, MAXIMUM_SECRET):
        raise unsupported("the registration gave a secret that cannot be sent")
    used = about.get("token_endpoint_auth_method", method)
    if used not in (NONE, POST, BASIC) or (secret is None and used != NONE):
        raise unsupported("the registration gave a way to authenticate that was not asked for")
    return KnownAs(about["client_id"], used, "dynamic", secret if used != NONE else None)


def as_kept(server: AuthorizationServer, client: KnownAs) -> dict[str, Any]:
    """What a connection keeps of its sign-in."""
    about = {
        "issuer": server.issuer,
        "token_endpoint": server.token_endpoint,
        "revocation_endpoint": server.revocation_endpoint,
        "resource": server.resource,
        "scope": server.scope,
        "client_id": client.id,
        "method": client.method,
        "registration": client.registration,
        "redirect_uri": redirect_uri(),
        "names_issuer": server.names_issuer,
    }
    return {name: value for name, value in about.items() if value is not None}


def consent_url(server: AuthorizationServer, client: KnownAs, state: str, challenge: str) -> str:
    """The page at which the owner of an account consents."""
    parameters = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": redirect_uri(),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "resource": server.resource,
        **({"scope": server.scope} if server.scope else {}),
        **({"prompt": "consent"} if OFFLINE in (server.scope or "").split() else {}),
    }
    url = (
        f"{server.authorization_endpoint}{'&' if '?' in server.authorization_endpoint else '?'}{urlencode(parameters)}"
    )
    if len(url) > MAXIMUM_TOKEN:
        raise unsupported("the address of the consent is too long")
    return url


def exchange(oauth: Oauth, secret: str | None, code: str, verifier: str) -> Tokens:
    """The tokens for a code. Raises ProviderFailure."""
    about = {"code": code, "code_verifier": verifier, "redirect_uri": oauth["redirect_uri"]}
    return _tokens(oauth, secret, {"grant_type": "authorization_code", **about})


def refresh(oauth: Oauth, secret: str | None, token: str) -> Tokens:
    """New tokens for a refresh token, which may end with that. Raises Refused `credentials_rejected`, Unavailable."""
    return _tokens(oauth, secret, {"grant_type": "refresh_token", "refresh_token": token})


def revoke(oauth: Oauth, secret: str | None, token: str) -> None:
    """Have the server forget the consent (RFC 7009), where it can. Raises ProviderFailure."""
    if endpoint := oauth.get("revocation_endpoint"):
        _post(endpoint, oauth, secret, {"token": token})


def _tokens(oauth: Oauth, secret: str | None, form: Mapping[str, str]) -> Tokens:
    status, about = _post(oauth["token_endpoint"], oauth, secret, {**form, "resource": oauth["resource"]})
    access, kind, renewal = about.get("access_token"), about.get("token_type"), about.get("refresh_token")
    if status not in SUCCESSES or "error" in about:
        raise Refused("credentials_rejected", str(about.get("error", status)))
    if not isinstance(access, str) or str(kind).lower() != "bearer":
        raise unsupported("the server gave no bearer token")
    if not _is_text(access, MAXIMUM_TOKEN) or not (renewal is None or _is_text(renewal, MAXIMUM_TOKEN)):
        raise unsupported("the server gave a token that cannot be kept")
    return Tokens(access, _lifetime(about.get("expires_in"), is_renewable=renewal is not None), renewal)


def _lifetime(seconds: Any, *, is_renewable: bool) -> int:
    if isinstance(seconds, str) and seconds.isdecimal() and len(seconds) < len(str(NO_END)):
        seconds = int(seconds)
    if isinstance(seconds, int) and not isinstance(seconds, bool) and seconds > 0:
        return min(seconds, NO_END)
    return USUAL_LIFETIME if is_renewable else NO_END


def _post(url: str, oauth: Oauth, secret: str | None, form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    headers, fields = {"Content-Type": FORM}, {**form, "client_id": oauth["client_id"]}
    if secret and oauth["method"] == POST:
        fields["client_secret"] = secret
    if secret and oauth["method"] == BASIC:  # RFC 6749, section 2.3.1: both are form-encoded first
        both = f"{quote(oauth['client_id'], safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = f"Basic {b64encode(both.encode()).decode()}"
    answer = ask("POST", url, headers=headers, body=urlencode(fields).encode(), seconds=SECONDS)
    return answer.status, document_of(answer)


def _is_text(value: Any, maximum: int) -> bool:
    """Whether a value can travel in a header or a form: printable ASCII without spaces."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= maximum
        and value.isascii()
        and value.isprintable()
        and " " not in value
    )

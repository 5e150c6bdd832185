"""Accounts at MCP servers: with a token, with none, or by the consent of their owner, who is asked for it here."""

import hmac
import os
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.providers.messaging.failures import ProviderFailure, Refused
from bivelio_core.providers.messaging.port import Account
from bivelio_core.store.codec import Item

from . import checks, google, secrets, tokens
from .errors import IntegrationError
from .models import McpServer, ServerSignIn
from .oauth.calls import unsupported
from .oauth.client import redirect_uri
from .oauth.consents import AskedConsent, ConsentTarget, server_consents

CONSENT_LIFETIME = timedelta(minutes=10)
STATE_BYTES = 24


def attributes(server: McpServer, connection_id: str, ctx: Context) -> dict[str, Any]:
    """The attributes of a new connection. Raises IntegrationError, IntegrationUnavailable."""
    settings = server.model_dump(exclude_none=True, exclude={"token", "oauth"})
    about = {"settings": settings, "account": server.url, "allowed": {}}
    if consent := consent_attributes(server, server.oauth, connection_id, ctx):
        return {**about, **consent, "status": "pending"}
    hidden = {"token": server.token} if server.token else {}
    if server.token:
        checks.works(Account("mcp", settings, hidden), is_sandbox=ctx.tenant.is_sandbox)
    sealed = {"secrets": secrets.sealed(hidden, ctx.organisation)} if hidden else {}
    return {**about, **sealed, "status": "active", "checked_at": clock.timestamp()}


def is_renewed_by(item: Item | None, server: McpServer) -> bool:
    """Whether a request to connect asks again for the consent of a connection that there is."""
    if item is None or server.token is not None or item["settings"]["url"] != server.url:
        return False
    return "asked" in item or "oauth" in item["settings"]


def renewal(item: Item, server: McpServer, ctx: Context) -> dict[str, Any]:
    """The attributes of a connection whose consent is asked for again; until it is given, all else stays."""
    oauth = item["settings"].get("oauth", item.get("asked", {}))
    sign_in = server.oauth or ServerSignIn()
    if sign_in.client_id is None and oauth.get("registration") == "given":
        secret = _client_secret(item, ctx)
        sign_in = ServerSignIn(client_id=oauth["client_id"], client_secret=secret, scope=sign_in.scope)
    consent = consent_attributes(server, sign_in, item["SK"], ctx)
    if consent is None:
        raise IntegrationError("authorization_unsupported")
    return {**consent, "updated_at": clock.timestamp()}


def consent_attributes(
    server: McpServer, sign_in: ServerSignIn | None, connection_id: str, ctx: Context
) -> dict[str, Any] | None:
    """The attributes of a consent that is asked for; None for a server that is called with the token or with none."""
    is_sandbox = ctx.tenant.is_sandbox
    if server.token is not None or (is_sandbox and sign_in is None):
        return None
    state, verifier = f"{connection_id}.{os.urandom(STATE_BYTES).hex()}", google.new_verifier()
    try:
        challenge = None if is_sandbox else checks.challenge(server.url)
        if challenge is None and sign_in is None:
            return None
        consent_page = _asked_consent(server, sign_in, challenge or "", state, verifier, is_sandbox=is_sandbox)
    except ProviderFailure as failure:
        if failure.reason == "client_needed":
            raise IntegrationError("client_needed", redirect_uri=redirect_uri()) from failure
        checks.tell(failure)
    consent = {"state": state, "verifier": verifier, "url": consent_page.url, "actor": _actor(ctx)}
    if consent_page.client_secret:
        consent["client_secret"] = consent_page.client_secret
    return {
        "consent": secrets.sealed(consent, ctx.organisation),
        "consent_until": int(clock.epoch() + CONSENT_LIFETIME.total_seconds()),
        "asked": dict(consent_page.oauth),
    }


def _asked_consent(
    server: McpServer, sign_in: ServerSignIn | None, challenge: str, state: str, verifier: str, *, is_sandbox: bool
) -> AskedConsent:
    account = sign_in or ServerSignIn()
    target = ConsentTarget(server.url, challenge, account.client_id, account.client_secret, account.scope)
    consent_page = server_consents(is_sandbox=is_sandbox).begin(target, state, google.challenge(verifier))
    if consent_page is None:
        raise unsupported("the server names nobody who gives tokens") if sign_in else Refused("credentials_rejected")
    return consent_page


def completion(item: Item, consent: dict[str, str], code: str, issuer: str | None, ctx: Context) -> dict[str, Any]:
    """The attributes of a connection whose owner has consented. Raises IntegrationError, IntegrationUnavailable.

    Only who asked for the consent completes it, and only for the server that was asked (RFC 9207).
    """
    oauth = item["asked"]
    is_theirs = issuer == oauth["issuer"] if issuer else not oauth.get("names_issuer")
    if not is_theirs or not hmac.compare_digest(_actor(ctx).encode(), consent["actor"].encode()):
        raise IntegrationError("consent_denied")
    secret = consent.get("client_secret")
    try:
        grant = server_consents(is_sandbox=ctx.tenant.is_sandbox).exchange(oauth, secret, code, consent["verifier"])
    except ProviderFailure as failure:
        checks.tell(failure)
    checks.works(Account("mcp", item["settings"], {"token": grant.access}), is_sandbox=ctx.tenant.is_sandbox)
    hidden = {"refresh_token": grant.refresh, "client_secret": secret}
    return {
        "status": "active",
        "settings": {**item["settings"], "oauth": oauth},
        "secrets": secrets.sealed({name: text for name, text in hidden.items() if text}, ctx.organisation),
        **tokens.token_attributes(grant, ctx.organisation),
        "checked_at": clock.timestamp(),
        "updated_at": clock.timestamp(),
    }


def revoke(item: Item, ctx: Context) -> None:
    """Have the server forget the consent. Raises ProviderFailure."""
    opened = secrets.opened(item, ctx.organisation)
    token = opened.get("refresh_token") or secrets.opened(item, ctx.organisation, "access").get("access_token")
    if token:
        consents = server_consents(is_sandbox=ctx.tenant.is_sandbox)
        consents.revoke(item["settings"]["oauth"], opened.get("client_secret"), token)


def _client_secret(item: Item, ctx: Context) -> str | None:
    for name in ("secrets", "consent"):
        if secret := secrets.opened(item, ctx.organisation, name).get("client_secret"):
            return secret
    return None


def _actor(ctx: Context) -> str:
    return f"{ctx.actor.kind}:{ctx.actor.id}"

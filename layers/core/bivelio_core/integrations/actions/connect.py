"""Connect an account."""

import os
from datetime import timedelta
from typing import Any

from bivelio_core import audit, clock, ids
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict, ResourceNotFound, Unprocessable
from bivelio_core.integrations import chats, checks, google, reporting, secrets, server_accounts
from bivelio_core.integrations.connections import OF_GOOGLE, limit_key
from bivelio_core.integrations.domain import MAXIMUM
from bivelio_core.integrations.models import ConnectedIntegration, ConnectIntegration, McpServer
from bivelio_core.integrations.reading import load
from bivelio_core.integrations.show import resource_fields
from bivelio_core.providers.messaging.failures import ProviderFailure
from bivelio_core.providers.messaging.port import Account
from bivelio_core.store import limits, members
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.keys import CONNECTION
from bivelio_core.store.limits import Limit, LimitReached
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, UpdateWrite, absent, present

CONSENT_LIFETIME = timedelta(minutes=10)

SECRET_BYTES, STATE_BYTES = 24, 24

SECRETS = {
    "whatsapp": ("access_token", "app_secret", "verify_token"),
    "telegram": ("bot_token",),
    "smtp": ("password",),
    "webchat": (),
}


def connect(request: ConnectIntegration, ctx: Context) -> ConnectedIntegration:
    """Connect an account, after the provider has accepted it; Google's wait for their owner's consent.

    With an Idempotency-Key, the same request again returns the same connection. Raises IntegrationError when the
    provider refuses the account, IntegrationUnavailable when it cannot be asked, Unprocessable for a server that may
    not be called, for a name that is taken, and beyond 50 connections. With the `id` of a chat it changes that one:
    raises ResourceForbidden, ResourceNotFound, Unprocessable for another connection.
    """
    checks.require_consistent(request)
    key = EffectKey.of("integrations.connect", ctx.idempotency_key, request)
    if connection := effect_target(ctx.store, key):
        item = _made_before(connection, ctx)
        return _connected(reporting.tell(item, ctx) if reporting.is_unfinished(item) else item, ctx)
    if request.webchat is not None and request.id is not None:
        return _connected(chats.change(request.id, request.webchat, request.name, key, ctx), ctx)
    name = request.name or request.provider
    connection_id = _new_id(request.provider, name, ctx)
    if request.mcp is not None:
        before = ctx.store.get(CONNECTION, connection_id)
        if before is not None and server_accounts.is_renewed_by(before, request.mcp):
            return _asked_again(before, request.mcp, key, ctx)
        about: dict[str, Any] = server_accounts.attributes(request.mcp, connection_id, ctx)
    elif request.provider in OF_GOOGLE:
        settings = _of_google(request, ctx)
        about = {"status": "pending", "settings": settings, **_consent(request.provider, connection_id, ctx)}
    else:
        about = {"status": "active", **_account_of(request, connection_id, ctx)}
    now = clock.timestamp()
    outcome = reporting.initial_outcome(request.provider, connection_id, ctx)
    attributes = {"provider": request.provider, "name": name, **about, **outcome, "created_at": now, "updated_at": now}
    put = ctx.store.put_write(CONNECTION, connection_id, attributes, condition=absent())
    entry = audit.of(ctx, "connection.created", connection=connection_id, provider=request.provider)

    def write(counted: UpdateWrite) -> str:
        return write_once(ctx.store, key, connection_id, [counted, put, entry])

    try:
        connection = limits.create(ctx.store.table, _limit(ctx), write, position=0)
    except LimitReached as reached:
        raise Unprocessable.of("connections", "max_items", limit=MAXIMUM) from reached
    except TransactionFailed as failure:
        if request.provider != "mcp":
            raise ChangedMeanwhile from failure
        raise Unprocessable.of("name", checks.NAME_TAKEN, name=name) from failure
    item = put.item if connection == connection_id else _made_before(connection, ctx)
    return _connected(reporting.tell(item, ctx) if reporting.is_unfinished(item) else item, ctx)


def _of_google(request: ConnectIntegration, ctx: Context) -> dict[str, Any]:
    """The settings of an account at Google. Raises Unprocessable when it is of somebody who is no member."""
    if request.google_calendar is None:
        return {}
    user = request.google_calendar.user_id
    if user is not None and not members.is_member(ctx.store, user):
        raise Unprocessable.of("google_calendar.user_id", checks.NOT_A_MEMBER)
    return request.google_calendar.model_dump(exclude_none=True)


def _asked_again(before: Item, server: McpServer, key: EffectKey, ctx: Context) -> ConnectedIntegration:
    """The connection to an MCP server, whose owner is asked once more for the consent."""
    change = Update(set=server_accounts.renewal(before, server, ctx))
    written = ctx.store.update_write(CONNECTION, before["SK"], change, condition=present())
    try:
        connection_id = write_once(ctx.store, key, before["SK"], [written])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    return _connected(_made_before(connection_id, ctx), ctx)


def _new_id(provider: str, name: str, ctx: Context) -> str:
    """The id: for an MCP server derived from its name, which is unique so even for requests at the same time."""
    if provider != "mcp":
        return ids.new_id("connection", ctx.organisation)
    body = ids.derived_body("mcp", ctx.organisation, ctx.tenant.environment, name)
    return ids.tagged_id("connection", ctx.organisation, body)


def _account_of(request: ConnectIntegration, connection_id: str, ctx: Context) -> dict[str, Any]:
    """The attributes of an account that its provider has accepted."""
    settings = getattr(request, request.provider).model_dump(exclude_none=True)
    hidden = {name: settings.pop(name) for name in SECRETS[request.provider] if name in settings}
    if request.provider == "smtp":
        settings["security"] = _security(settings["port"], settings["host"])
    account = Account(request.provider, settings, hidden)
    account_details = checks.works(account, is_sandbox=ctx.tenant.is_sandbox)
    if request.provider == "telegram":
        hidden["webhook_secret"] = os.urandom(SECRET_BYTES).hex()
        reporting.listen(account, connection_id, hidden["webhook_secret"], ctx)
    address = account_details.get("address")
    if request.provider == "whatsapp" and address:
        settings["phone_number"] = address
    about = {"account": address} if address else {}
    sealed = {"secrets": secrets.sealed(hidden, ctx.organisation)} if hidden else {}
    return {"settings": settings, **about, **sealed, "checked_at": clock.timestamp()}


def _security(port: int, host: str) -> str:
    """How a mail server is spoken to. Other ports than these two are of the local runtime, and without TLS there."""
    by_port = {465: "tls", 587: "starttls"}
    return by_port.get(port, "none" if host in ("127.0.0.1", "localhost") else "starttls")


def _consent(provider: str, connection_id: str, ctx: Context) -> dict[str, Any]:
    """The attributes of a consent that is asked for. Raises IntegrationError."""
    state, verifier = f"{connection_id}.{os.urandom(STATE_BYTES).hex()}", google.new_verifier()
    try:
        url = google.consents(is_sandbox=ctx.tenant.is_sandbox).url(provider, state, verifier)
    except ProviderFailure as failure:
        checks.tell(failure)
    consent = {"state": state, "verifier": verifier, "url": url}
    until = int(clock.epoch() + CONSENT_LIFETIME.total_seconds())
    return {"consent": secrets.sealed(consent, ctx.organisation), "consent_until": until}


def _connected(item: Item, ctx: Context) -> ConnectedIntegration:
    consent = secrets.opened(item, ctx.organisation, "consent")
    until = clock.timestamp(clock.instant(item["consent_until"])) if consent else None
    return ConnectedIntegration(**resource_fields(item, ctx), consent_url=consent.get("url"), consent_expires_at=until)


def _made_before(connection_id: str, ctx: Context) -> Item:
    try:
        return load(ctx, connection_id)
    except ResourceNotFound as error:
        raise Conflict(details={"reason": "disconnected", "id": connection_id}) from error


def _limit(ctx: Context) -> Limit:
    """How many connections there may be, besides the examples."""

    def count() -> int:
        return sum(not item.get("sample") for item in ctx.store.query(CONNECTION, consistent=True))

    return Limit(limit_key(ctx.store), MAXIMUM, count)

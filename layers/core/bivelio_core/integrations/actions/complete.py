"""Complete a connection after its owner's consent."""

import hmac
from typing import Any

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Conflict
from bivelio_core.integrations import checks, google, secrets, server_accounts, tokens
from bivelio_core.integrations.errors import IntegrationError
from bivelio_core.integrations.models import CompleteIntegration, Connection
from bivelio_core.integrations.reading import load
from bivelio_core.integrations.show import show
from bivelio_core.providers.messaging.failures import ProviderFailure
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.keys import CONNECTION
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Update, equals


def complete(request: CompleteIntegration, ctx: Context) -> Connection:
    """Take the code that the service gave the account's owner; a state counts once, and for ten minutes.

    With an Idempotency-Key, the same request again returns the same connection.
    """
    item, key = load(ctx, request.id), EffectKey.of("integrations.complete", ctx.idempotency_key, request)
    if effect_target(ctx.store, key):
        return show(item, ctx)
    consent = secrets.opened(item, ctx.organisation, "consent")
    if not consent:
        raise Conflict(details={"reason": "no_consent_pending", "status": item["status"]})
    if not hmac.compare_digest(request.state.encode(), consent["state"].encode()):
        raise IntegrationError("consent_denied")
    if item["consent_until"] < clock.epoch():
        raise IntegrationError("consent_expired")
    if item["provider"] == "mcp":
        about = server_accounts.completion(item, consent, request.code, request.iss, ctx)
    else:
        about = _google_account(item, consent["verifier"], request.code, ctx)
    over = () if item.get("sample") else ("consent", "consent_until", "asked")
    change = Update(set=about, remove=[*over, "broken_reason", "renewing_until"])
    written = ctx.store.update_write(CONNECTION, request.id, change, condition=equals("consent", item["consent"]))
    try:
        entry = audit.of(ctx, "connection.completed", connection=request.id)
        write_once(ctx.store, key, request.id, [written, entry])
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    return show(load(ctx, request.id), ctx)


def _google_account(item: Item, verifier: str, code: str, ctx: Context) -> dict[str, Any]:
    """The attributes of an account at Google whose owner has consented."""
    try:
        given = google.consents(is_sandbox=ctx.tenant.is_sandbox).exchange(code, verifier)
    except ProviderFailure as failure:
        checks.tell(failure)
    if given.refresh is None:
        raise IntegrationError("consent_denied")
    email = given.email or item["settings"].get("from_address")
    return {
        "status": "active",
        "secrets": secrets.sealed({"refresh_token": given.refresh}, ctx.organisation),
        **tokens.token_attributes(given, ctx.organisation),
        "settings": {**item["settings"], **({"from_address": email} if email else {})},
        "account": email or item["provider"],
        "checked_at": clock.timestamp(),
        "updated_at": clock.timestamp(),
    }

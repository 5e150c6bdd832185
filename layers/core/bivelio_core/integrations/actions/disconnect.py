"""Remove a connection: here at once, at its provider as soon as it can be reached."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from bivelio_core import audit
from bivelio_core.context import Context
from bivelio_core.errors import ResourceNotFound
from bivelio_core.integrations import connections, google, reporting, samples, server_accounts
from bivelio_core.integrations.connections import OF_GOOGLE, limit_key
from bivelio_core.integrations.models import DisconnectedIntegration, DisconnectIntegration
from bivelio_core.integrations.reading import REMOVED
from bivelio_core.providers.messaging import registry
from bivelio_core.providers.messaging.failures import ProviderFailure
from bivelio_core.store import limits
from bivelio_core.store.codec import Item
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.keys import CONNECTION
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write, present

Farewell = Callable[[TenantStore, Item], Sequence[Write]]
"""What a domain writes with the removal of a connection, to end it at the provider and to revoke its consent."""


def disconnect(
    request: DisconnectIntegration, ctx: Context, farewells: Mapping[str, Farewell] = MappingProxyType({})
) -> DisconnectedIntegration:
    """Remove a connection and its secrets; the provider is told, if it can be reached.

    `farewells`, by provider, end what other domains have there. With an Idempotency-Key a repeated request changes
    nothing.
    """
    key = EffectKey.of("integrations.disconnect", ctx.idempotency_key, request)
    if effect_target(ctx.store, key):
        return DisconnectedIntegration(id=request.id)
    item = ctx.store.find(CONNECTION, request.id)
    if item["status"] == REMOVED:
        return DisconnectedIntegration(id=request.id)
    if item["SK"] == samples.REMOVABLE_ID:
        gone: Write = ctx.store.update_write(
            CONNECTION, item["SK"], Update(set={"status": REMOVED}), condition=present()
        )
    else:
        gone = ctx.store.delete_write(CONNECTION, item["SK"], condition=present())
    counted: list[Write] = [] if item.get("sample") else [limits.removed(limit_key(ctx.store))]
    entry = audit.of(ctx, "connection.removed", connection=request.id, provider=item["provider"])
    parting = farewells[item["provider"]](ctx.store, item) if item["provider"] in farewells else ()
    try:
        write_once(ctx.store, key, request.id, [gone, *counted, entry, *parting])
    except TransactionFailed as failure:
        raise ResourceNotFound from failure
    if parting:  # whoever ends it there needs the consent until then
        return DisconnectedIntegration(id=request.id)
    with suppress(ProviderFailure):  # it is removed here all the same
        _say_goodbye(item, ctx)
    return DisconnectedIntegration(id=request.id)


def _say_goodbye(item: Item, ctx: Context) -> None:
    account = connections.account(item, ctx.organisation)
    if item["provider"] == "telegram" and "bot_token" in account.secrets:
        telegram: Any = registry.sender("telegram", is_sandbox=ctx.tenant.is_sandbox)
        telegram.stop_listening(account)
    if item["provider"] == "whatsapp" and "reporting" in item and "access_token" in account.secrets:
        others = [each for each in connections.every(ctx.store) if each["provider"] == "whatsapp"]
        reporting.forget(account, others, ctx)
    if item["provider"] in OF_GOOGLE and "refresh_token" in account.secrets:
        google.consents(is_sandbox=ctx.tenant.is_sandbox).revoke(account.secrets["refresh_token"])
    if "oauth" in item["settings"]:
        server_accounts.revoke(item, ctx)

"""The message templates of a WhatsApp account: asked of Meta, and remembered for a while."""

import re
from collections.abc import Mapping
from typing import Any

from bivelio_core.integrations import connections
from bivelio_core.providers.messaging import registry
from bivelio_core.providers.messaging.failures import ProviderFailure
from bivelio_core.store.codec import Item
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.ttl_cache import TtlCache

from .models import MessageTemplate

REMEMBERED_SECONDS, REMEMBERED = 300, 200

SHOWN = 10

_VARIABLE = re.compile(r"\{\{[^{}]{1,60}\}\}")

_cache: TtlCache[list[MessageTemplate]] = TtlCache(REMEMBERED_SECONDS, REMEMBERED)


def every(store: TenantStore, connection: Item) -> list[MessageTemplate]:
    """All templates of a connection, by name. Raises ProviderFailure."""

    def ask() -> list[MessageTemplate]:
        account = connections.account(connection, store.tenant.organisation)
        adapter: Any = registry.sender("whatsapp", is_sandbox=store.tenant.is_sandbox)
        return sorted(map(_template, adapter.templates(account)), key=lambda each: (each.name, each.language))

    return _cache.get((store.tenant.configuration, connection["SK"], connection["updated_at"]), ask)


def usable(store: TenantStore, connection: Item) -> list[dict[str, str]]:
    """The first templates that can be sent now; none when Meta cannot be asked: they are a hint of an error."""
    try:
        templates = every(store, connection)
    except ProviderFailure:
        return []
    approved = [each for each in templates if each.status == "APPROVED"]
    return [{"name": each.name, "language": each.language} for each in approved[:SHOWN]]


def forget() -> None:
    """Clear the cache; for tests."""
    _cache.clear()


def _template(document: Mapping[str, Any]) -> MessageTemplate:
    parts = document.get("components")
    bodies = [
        str(part.get("text", ""))
        for part in (parts if isinstance(parts, list) else [])
        if isinstance(part, dict) and part.get("type") == "BODY"
    ]
    body = bodies[0] if bodies else None
    return MessageTemplate(
        name=str(document.get("name", "")),
        language=str(document.get("language", "")),
        status=str(document.get("status", "")),
        category=document.get("category"),
        body=body,
        parameters=len(set(_VARIABLE.findall(body or ""))),
    )

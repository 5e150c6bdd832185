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

from .template_models import MessageTemplate, TemplateButtonKind

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


def _parts(parts: Any, kind: str) -> list[dict[str, Any]]:
    """The parts of a template of a kind, as Meta lists them."""
    return [part for part in _objects(parts) if part.get("type") == kind]


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _template(document: Mapping[str, Any]) -> MessageTemplate:
    parts = document.get("components")
    bodies = [str(part.get("text", "")) for part in _parts(parts, "BODY")]
    body = bodies[0] if bodies else None
    variables = list(dict.fromkeys(each.strip("{} ") for each in _VARIABLE.findall(body or "")))
    buttons = [button for part in _parts(parts, "BUTTONS") for button in _objects(part.get("buttons"))]
    headers = [str(part.get("format", "")).lower() for part in _parts(parts, "HEADER")]
    return MessageTemplate(
        name=str(document.get("name", "")),
        language=str(document.get("language", "")),
        status=str(document.get("status", "")),
        category=document.get("category"),
        body=body,
        parameters=len(set(_VARIABLE.findall(body or ""))),
        variables=variables if any(not each.isdecimal() for each in variables) else None,
        header=headers[0] if headers else None,
        buttons=[_button(each) for each in buttons] or None,
    )


def _button(button: Mapping[str, Any]) -> TemplateButtonKind:
    texts = {name: str(button[name]) for name in ("text", "url") if button.get(name)}
    return TemplateButtonKind(type=str(button.get("type", "")).lower(), **texts)

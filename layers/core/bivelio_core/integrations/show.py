"""A stored connection as the API shows it: never with its secrets."""

from typing import Any

from bivelio_core.context import Context
from bivelio_core.store.codec import Item

from . import phone_history, places, reporting, sending_domain
from .models import Connection
from .places import Place


def resource_fields(item: Item, ctx: Context) -> dict[str, Any]:
    """The fields of the resource."""
    place = Place(ctx.organisation, ctx.tenant.environment, item["SK"])
    plain = ("provider", "name", "status", "broken_reason", "account", "settings", "created_at", "updated_at")
    return {
        "id": item["SK"],
        **{name: item.get(name) for name in plain},
        "inbound_url": places.inbound_url(place, item["provider"]),
        "reporting": reporting.show(item, ctx),
        "phone_history": phone_history.show(item, ctx),
        "snippet": places.snippet(place, item["provider"]),
        "inbound_address": places.inbound_address(place, item["provider"]),
        "sending_domain": sending_domain.show(item, ctx),
        "checked_at": item.get("checked_at"),
    }


def show(item: Item, ctx: Context) -> Connection:
    """The resource."""
    return Connection(**resource_fields(item, ctx))

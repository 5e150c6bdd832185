"""The operations that only read webhooks: they import nothing that writes or delivers."""

from typing import Any

from bivelio_core.context import Context
from bivelio_core.errors import ResourceNotFound
from bivelio_core.models import Pagination
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import WEBHOOK
from bivelio_core.store.tenant_store import TenantStore

from . import health
from .health import Health
from .models import GetWebhook, ListWebhooks, Webhook, WebhookPage

DELETED = "deleted"
"""The status of the example to delete once it is deleted (samples.py)."""


def page(request: ListWebhooks, ctx: Context) -> WebhookPage:
    """A page of the webhooks, newest first. All are read: there are at most 50."""
    items = [item for item in ctx.store.query(WEBHOOK, consistent=True) if not item.get("unlisted")]
    items.sort(key=lambda item: item["created_at"], reverse=True)
    health_by_webhook = health.of_all(ctx.store)
    return WebhookPage(
        webhooks=[
            Webhook(**resource_fields(item, health_by_webhook.get(item["SK"], Health())))
            for item in request.slice_of(items)
        ],
        pagination=Pagination.of(request, len(items)),
    )


def get(request: GetWebhook, ctx: Context) -> Webhook:
    """Read a webhook."""
    return show(load(ctx.store, request.webhook_id), ctx)


def load(store: TenantStore, webhook_id: str) -> Item:
    """The webhook of an id. Raises ResourceForbidden or ResourceNotFound."""
    item = store.find(WEBHOOK, webhook_id)
    if is_deleted(item):
        raise ResourceNotFound
    return item


def is_deleted(item: Item) -> bool:
    """Tell whether an item is the deletable example webhook and was deleted."""
    return bool(item["status"] == DELETED)


def show(item: Item, ctx: Context) -> Webhook:
    """Return the API's resource for an item."""
    return Webhook(**resource_fields(item, health.of(ctx.store, item["SK"])))


def resource_fields(item: Item, state: Health) -> dict[str, Any]:
    """The fields of the resource."""
    names = (
        "url",
        "events",
        "resources",
        "status",
        "description",
        "filter",
        "header_names",
        "payload_format",
        "rate_limit",
        "ordering",
        "on_recovery",
        "failing_since",
        "last_error",
        "disabled_reason",
        "disabled_at",
        "created_at",
        "updated_at",
    )
    return {
        "webhook_id": item["SK"],
        **{name: item.get(name) for name in names},
        "health": "failing" if health.is_failing(item) else "ok",
        "consecutive_failures": item.get("failures") or None,
        "replay": _replay(item),
        "last_triggered_at": state.last_triggered_at or item.get("last_triggered_at"),
        "success_rate": item.get("success_rate") if state.success_rate is None else float(state.success_rate),
    }


def _replay(item: Item) -> dict[str, Any] | None:
    if "replay_progress" not in item:
        return None
    from . import progress  # noqa: PLC0415 - few webhooks have had a replay

    return progress.public_progress(item)

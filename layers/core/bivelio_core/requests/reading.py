"""Read the log of requests."""

import logging
import re
from functools import partial
from typing import Any

from bivelio_core import clock, newest_first
from bivelio_core.context import Context
from bivelio_core.scopes import allows
from bivelio_core.store.codec import Item

from . import body_keys, kept, sealed_bodies
from .line import FAILED
from .models import GetRequest, ListRequests, LoggedRequest, RequestDetails, RequestPage

LOG = logging.getLogger(__name__)
SEALED, BODIES = "bodies", ("request_body", "response_body")
_POSITION = re.compile(r"\d{4}-\d{2}-\d{2}T[0-9:.]{12}Z#.{1,100}")


def page(request: ListRequests, ctx: Context) -> RequestPage:
    """Requests before the cursor, newest first. Raises ValidationError for a cursor that is not ours."""
    items, older = newest_first.page(
        request, partial(kept.before, ctx.store), "SK", _POSITION, lambda item: _matches(item, request)
    )
    return RequestPage(requests=[LoggedRequest(**_about(item)) for item in items], next_before=older)


def get(request: GetRequest, ctx: Context) -> RequestDetails:
    """A request by its id, with its bodies for who may write what they are about. Raises ResourceNotFound."""
    item = kept.load(ctx.store, request.id)
    if not item.keys() & {SEALED, *BODIES}:
        return RequestDetails(**_about(item), bodies="not_kept")
    if not allows(ctx.scopes, item["operation"].partition(".")[0], "write"):
        return RequestDetails(**_about(item), bodies="not_allowed")
    bodies = _bodies(item, ctx)
    return RequestDetails(**{**_about(item), **bodies}, bodies="shown" if bodies else "not_kept")


def _bodies(item: Item, ctx: Context) -> dict[str, str]:
    """The bodies that were kept, and the client's whole name; nothing where their key was destroyed."""
    if SEALED not in item:  # kept before bodies were sealed, and gone in some days
        return {name: item[name] for name in BODIES if name in item}
    sealed = str(item[SEALED])
    holder = ctx.store.table.get(body_keys.key(ctx.organisation, sealed_bodies.key_of(sealed)))
    if holder is None:
        return {}
    request = sealed_bodies.request_name(ctx.organisation, ctx.tenant.environment, item["request_id"])
    try:
        return sealed_bodies.unseal(sealed, request, body_keys.private_key(holder, ctx.organisation))
    except sealed_bodies.NotOpened as failure:
        LOG.warning("bodies were not opened", extra={"reason": str(failure)})
        return {}


def _matches(item: Item, request: ListRequests) -> bool:
    outcome = "failed" if item["status"] >= FAILED else "succeeded"
    filters = {"status": request.status, "code": request.code, "operation": request.operation, "actor": request.actor}
    return request.outcome in (None, outcome) and all(
        value is None or item.get(name) == value for name, value in filters.items()
    )


def _about(item: Item) -> dict[str, Any]:
    names = ("operation", "status", "code", "latency_ms", "actor_kind", "actor", "user_agent")
    at = clock.timestamp(clock.parse(item["at"]))
    return {"id": item["request_id"], "at": at, **{name: item[name] for name in names if name in item}}

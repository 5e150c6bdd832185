"""Read the log of requests."""

import re
from functools import partial
from typing import Any

from bivelio_core import clock, newest_first
from bivelio_core.context import Context
from bivelio_core.scopes import allows
from bivelio_core.store.codec import Item

from . import kept
from .line import FAILED
from .models import GetRequest, ListRequests, LoggedRequest, RequestDetails, RequestPage

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
    bodies = {name: item[name] for name in ("request_body", "response_body") if name in item}
    if not bodies:
        return RequestDetails(**_about(item), bodies="not_kept")
    if not allows(ctx.scopes, item["operation"].partition(".")[0], "write"):
        return RequestDetails(**_about(item), bodies="not_allowed")
    return RequestDetails(**_about(item), bodies="shown", **bodies)


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

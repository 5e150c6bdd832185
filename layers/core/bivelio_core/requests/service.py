"""Read the log of requests."""

import re
from collections.abc import Iterator
from typing import Any

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.cursors import decode_cursor, encode_cursor
from bivelio_core.errors import ValidationError
from bivelio_core.scopes import allows
from bivelio_core.store.codec import Item

from . import kept
from .line import FAILED
from .models import GetRequest, ListRequests, LoggedRequest, RequestDetails, RequestPage

READ = 100
EXAMINED = 1_000
"""A filtered page reads at most this many requests; it may then hold fewer than asked for, with a cursor."""

_POSITION = re.compile(r"\d{4}-\d{2}-\d{2}T[0-9:.]{12}Z#.{1,100}")


def page(wanted: ListRequests, ctx: Context) -> RequestPage:
    """Requests before the cursor, newest first. Raises ValidationError for a cursor that is not ours."""
    position = _decode(wanted.before) if wanted.before else None
    shown: list[LoggedRequest] = []
    for examined, item in enumerate(_read(wanted, ctx, position)):
        if len(shown) == wanted.limit or examined == EXAMINED:
            return RequestPage(requests=shown, next_before=encode_cursor(str(position)))
        position = item["SK"]
        if _matches(item, wanted):
            shown.append(LoggedRequest(**_about(item)))
    return RequestPage(requests=shown, next_before=None)


def get(wanted: GetRequest, ctx: Context) -> RequestDetails:
    """A request by its id, with its bodies for who may write what they are about. Raises ResourceNotFound."""
    item = kept.load(ctx.store, wanted.id)
    bodies = {name: item[name] for name in ("request_body", "response_body") if name in item}
    if not bodies:
        return RequestDetails(**_about(item), bodies="not_kept")
    if not allows(ctx.scopes, item["operation"].partition(".")[0], "write"):
        return RequestDetails(**_about(item), bodies="not_allowed")
    return RequestDetails(**_about(item), bodies="shown", **bodies)


def _read(wanted: ListRequests, ctx: Context, position: str | None) -> Iterator[Item]:
    """The requests of the asked time before a position, newest first, read a hundred at a time."""
    since = clock.stamp(wanted.since) if wanted.since else None
    before = clock.stamp(wanted.until) + "~" if wanted.until else None
    if position is not None and (before is None or position < before):
        before = position
    while True:
        found = kept.before(ctx.store, before, since, READ)
        yield from found
        if len(found) < READ:
            return
        before = found[-1]["SK"]


def _matches(item: Item, wanted: ListRequests) -> bool:
    outcome = "failed" if item["status"] >= FAILED else "succeeded"
    asked = {"status": wanted.status, "code": wanted.code, "operation": wanted.operation, "actor": wanted.actor}
    return wanted.outcome in (None, outcome) and all(
        value is None or item.get(name) == value for name, value in asked.items()
    )


def _about(item: Item) -> dict[str, Any]:
    names = ("operation", "status", "code", "latency_ms", "actor_kind", "actor", "user_agent")
    at = clock.timestamp(clock.parse(item["at"]))
    return {"id": item["request_id"], "at": at, **{name: item[name] for name in names if name in item}}


def _decode(cursor: str) -> str:
    try:
        position = decode_cursor(cursor)
    except ValueError as error:
        raise ValidationError.of("before", "format", expected="cursor") from error
    if not _POSITION.fullmatch(position):
        raise ValidationError.of("before", "format", expected="cursor")
    return position

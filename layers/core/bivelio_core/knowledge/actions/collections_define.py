"""Make a collection, or change one."""

from typing import Any

from bivelio_core import audit, clock
from bivelio_core.context import Context
from bivelio_core.errors import ChangedMeanwhile, Unprocessable
from bivelio_core.knowledge import queue
from bivelio_core.knowledge.domain import MAXIMUM_COLLECTIONS
from bivelio_core.knowledge.models import Collection, DefineCollection
from bivelio_core.knowledge.stored import COLLECTIONS, show_collection
from bivelio_core.store import limits
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import KNOWLEDGE_COLLECTION, LIMIT
from bivelio_core.store.limits import Limit, LimitReached
from bivelio_core.store.revise import Change, revise
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import UpdateWrite, absent


def collections_define(request: DefineCollection, ctx: Context) -> Collection:
    """Make a collection, or change the one of this name. The same request again changes nothing.

    Raises Unprocessable beyond 50 collections, ChangedMeanwhile on a race.
    """
    about: dict[str, Any] = {"title": request.title, "status": "active"}
    if request.description is not None:
        about["description"] = request.description
    if request.vectors is not None:
        about["vectors"] = request.vectors
    entry = audit.of(ctx, "knowledge.defined", collection=request.collection)
    if ctx.store.get(KNOWLEDGE_COLLECTION, request.collection) is None:
        return _make(request.collection, about, entry, ctx)

    def decide(item: Item) -> Change | None:
        after = {**{name: value for name, value in item.items() if name != "description"}, **about}
        return None if after == item else Change(after, [entry])

    item = revise(ctx.store, COLLECTIONS, request.collection, decide)
    if request.vectors is not None:
        queue.send_pack(request.collection, ctx.tenant)
    return show_collection(item)


def _make(name: str, about: dict[str, Any], entry: Any, ctx: Context) -> Collection:
    now = clock.timestamp()
    counts = {"sources": 0, "changes": 0, "version": 1}
    put = ctx.store.put_write(
        KNOWLEDGE_COLLECTION, name, {**about, **counts, "created_at": now, "updated_at": now}, condition=absent()
    )

    def write(counted: UpdateWrite) -> None:
        ctx.store.transact([counted, put, entry])

    try:
        limits.create(ctx.store.table, _limit(ctx), write, position=0)
    except LimitReached as reached:
        raise Unprocessable.of("collection", "max_items", limit=MAXIMUM_COLLECTIONS) from reached
    except TransactionFailed as failure:
        raise ChangedMeanwhile from failure
    return show_collection(put.item)


def _limit(ctx: Context) -> Limit:
    """How many collections there may be, besides the examples."""

    def count() -> int:
        return sum(not item.get("sample") for item in ctx.store.query(KNOWLEDGE_COLLECTION, consistent=True))

    return Limit(ctx.store.key(LIMIT, "knowledge_collections"), MAXIMUM_COLLECTIONS, count)

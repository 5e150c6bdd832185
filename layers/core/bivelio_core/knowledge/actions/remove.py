"""Remove a source and its passages."""

from bivelio_core import audit
from bivelio_core.context import Context
from bivelio_core.errors import ResourceNotFound
from bivelio_core.knowledge import queue
from bivelio_core.knowledge.models import RemovedSource, RemoveKnowledge
from bivelio_core.knowledge.removing import removed
from bivelio_core.knowledge.stored import source_in
from bivelio_core.store.effect_marker import EffectKey, effect_marker, effect_target
from bivelio_core.store.keys import KNOWLEDGE_SOURCE


def remove(request: RemoveKnowledge, ctx: Context) -> RemovedSource:
    """Remove a source: from then on nothing of it is an answer. With a sitemap its pages go.

    With an Idempotency-Key a repeated request changes nothing. Raises ResourceForbidden, ResourceNotFound.
    """
    key = EffectKey.of("knowledge.remove", ctx.idempotency_key, request)
    if effect_target(ctx.store, key):
        queue.send_pack(request.collection, ctx.tenant)
        return RemovedSource(source_id=request.source_id)
    item = source_in(request.collection, request.source_id, ctx)
    if item.get("is_renewed"):  # the example to remove may be removed again
        return RemovedSource(source_id=request.source_id)
    if item["kind"] == "sitemap":
        for page in ctx.store.query(KNOWLEDGE_SOURCE, request.collection, consistent=True):
            if page.get("sitemap_id") == request.source_id:
                removed(request.collection, page, ctx.store)
    entry = audit.of(ctx, "knowledge.source_removed", collection=request.collection, source=request.source_id)
    if not removed(request.collection, item, ctx.store, [entry, *effect_marker(ctx.store, key, request.source_id)]):
        raise ResourceNotFound
    queue.send_pack(request.collection, ctx.tenant)
    return RemovedSource(source_id=request.source_id)

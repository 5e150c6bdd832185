"""Consumes the queue of knowledge: reads sources, cuts them into passages, and puts those of a collection in order.

Passages of collections with vectors are embedded on the way.
"""

from typing import Any

from bivelio_core import queued
from bivelio_core.context import Actor, Context
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.knowledge import ordering, work
from bivelio_core.knowledge.queue import KnowledgeWork
from bivelio_core.needs import Files, Needs
from bivelio_core.store import keys, tenant_clock
from bivelio_core.triggers import FromQueue


def serve(body: dict[str, Any]) -> None:
    """Handle one message."""
    message = queued.read(KnowledgeWork, body)
    tenant = message.tenant
    actor = Actor("system", message.collection)
    ctx = Context(tenant, actor, frozenset({"read"}), message.collection, "ca", store_of(tenant))
    with tenant_clock.followed(ctx.store):
        if message.kind == "pack":
            ordering.put_in_order(message.collection, ctx)
        elif message.kind == "embed":
            ordering.embed(message.collection, ctx)
        else:
            work.read(message.collection, message.source, ctx)


NEEDS = Needs(
    writes=(keys.KNOWLEDGE_COLLECTION, keys.KNOWLEDGE_SOURCE),
    sends=("knowledge",),
    uses=("ai", "credits"),
    files=(Files("knowledge", ("read", "write", "delete", "list")), Files("documents", ("read",))),
    layers=("documents",),
    timeout=150,
    memory=1769,  # a whole processor, and room for the process that reads files, which has 512 MB at most
    fed_by=(
        FromQueue(
            "knowledge",
            batch=1,
            at_once=(2, 10),
            hidden=200,
            tries=5,
            days=4,
            alarm="A source of knowledge could not be read five times. Once mended, replay its messages.",
        ),
    ),
)

handler = queue_consumer("read_knowledge", serve)

"""Consumes the queue of documents: extracts their data, classifies them, and takes uploaded files."""

from typing import Any

from bivelio_core import queued
from bivelio_core.context import Actor, Context
from bivelio_core.documents import uploads, work
from bivelio_core.documents.queue import Job
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.needs import Access, Files, Needs
from bivelio_core.store import keys, tenant_clock
from bivelio_core.triggers import FromQueue


def serve(body: dict[str, Any]) -> None:
    """Handle one message."""
    job = queued.read(Job, body)
    ctx = Context(job.tenant, Actor("system", job.id), frozenset({"write"}), job.id, "ca", store_of(job.tenant))
    do = uploads.take if job.kind == "take" else work.carry_out
    with tenant_clock.followed(ctx.store):
        do(job.id, ctx)


NEEDS = Needs(
    # a reservation enters the ends of operations in the ledger, and deletes them
    also=(
        Access(
            (
                keys.EXTRACTION,
                keys.EXTRACTED_NUMBER,
                keys.DOCUMENT,
                keys.CREDIT_BALANCE,
                keys.CREDIT_ENTRY,
                keys.CREDIT_RESERVATION,
            ),
            ("PutItem", "UpdateItem"),
        ),
        Access((keys.CREDIT_BALANCE, keys.CREDIT_ENTRY, keys.CREDIT_RESERVATION), ("DeleteItem",)),
    ),
    uses=("ai", "plan_credits"),
    files=(Files("documents", ("read", "write", "delete")), Files("uploads", ("read", "delete"))),
    layers=("documents", "ai"),
    timeout=150,
    memory=1769,  # a whole processor, and room for the process that reads files, which has 512 MB at most
    fed_by=(
        FromQueue(
            "documents",
            batch=1,
            at_once=(2, 20),
            hidden=200,
            tries=4,
            days=4,
            alarm=(
                "A document could not be processed by four attempts, and its message was put aside (docs/documents.md)."
            ),
            name="Documents",
        ),
    ),
)

handler = queue_consumer("process_document", serve)

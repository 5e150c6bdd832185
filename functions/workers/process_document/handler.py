"""Consumes the queue of documents: extracts their data, classifies them, and takes uploaded files."""

from typing import Any

from bivelio_core import queued
from bivelio_core.context import Actor, Context
from bivelio_core.documents import uploads, work
from bivelio_core.documents.queue import Job
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of


def serve(body: dict[str, Any]) -> None:
    """Handle one message."""
    job = queued.read(Job, body)
    ctx = Context(job.tenant, Actor("system", job.id), frozenset({"write"}), job.id, "ca", store_of(job.tenant))
    do = uploads.take if job.kind == "take" else work.carry_out
    do(job.id, ctx)


handler = queue_consumer("process_document", serve)

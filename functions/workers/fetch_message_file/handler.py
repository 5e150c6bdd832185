"""Consumes the queue of files of messages: each is fetched from its provider, and becomes a document."""

from typing import Any

from bivelio_core import queued
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.messages.inbound import files
from bivelio_core.messages.inbound.files import FileJob
from bivelio_core.needs import Access, Files, Needs
from bivelio_core.store import keys
from bivelio_core.triggers import FromQueue


def serve(body: dict[str, Any]) -> None:
    """Fetch one file, or have it tried again."""
    job = queued.read(FileJob, body)
    files.fetch(job, store_of(job.tenant))


NEEDS = Needs(
    also=(Access((keys.CONVERSATION, keys.DOCUMENT, keys.EFFECT), ("PutItem", "UpdateItem")),),
    uses=("open_secrets",),
    sends=("message_files",),
    files=(Files("documents", ("write",)),),
    timeout=60,
    memory=1024,  # files are held whole
    fed_by=(
        FromQueue(
            "message_files",
            batch=1,
            at_once=(2, 50),
            hidden=360,
            alarm="The file of a message could not be fetched or kept ten times.",
        ),
    ),
)

handler = queue_consumer("fetch_message_file", serve)

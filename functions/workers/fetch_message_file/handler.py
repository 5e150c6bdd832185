"""Consumes the queue of files of messages: each is fetched from its provider, and becomes a document."""

from typing import Any

from bivelio_core import queued
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.messages.inbound import files
from bivelio_core.messages.inbound.files import FileJob


def serve(body: dict[str, Any]) -> None:
    """Fetch one file, or have it tried again."""
    job = queued.read(FileJob, body)
    files.fetch(job, store_of(job.tenant))


handler = queue_consumer("fetch_message_file", serve)

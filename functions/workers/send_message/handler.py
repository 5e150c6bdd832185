"""Consumes the queue of messages: each job is one try to send a message, or the look at what became of one."""

from typing import Any

from bivelio_core import queued
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.messages import work
from bivelio_core.messages.queue import Job

AT_ONCE = 10
"""Equal to the template's BatchSize, so that no message of a batch waits for a provider that is slow."""


def serve(body: dict[str, Any]) -> None:
    """Do one job."""
    job = queued.read(Job, body)
    work.go_on(job, store_of(job.tenant))


handler = queue_consumer("send_message", serve, at_once=AT_ONCE)

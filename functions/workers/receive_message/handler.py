"""Consumes the queue of arrivals: what came in from providers, verified, is read and stored once, files after it."""

from typing import Any

from bivelio_core import queued
from bivelio_core.entrypoints.logs import logger
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.messages.arrivals import Arrival
from bivelio_core.messages.inbound import files
from bivelio_core.messages.inbound.files import FileJob
from bivelio_core.messages.inbound.mail import room
from bivelio_core.messages.inbound.receive import receive

AT_ONCE = 5
"""Equal to the template's BatchSize."""


def serve(body: dict[str, Any]) -> None:
    """Store what one message of the queue says, or the file of such a message."""
    if files.is_job(body):
        job = queued.read(FileJob, body)
        files.fetch(job, store_of(job.tenant))
    elif room.is_about_files(body):
        room.send(body)  # a message of the release before, which had one queue for all: mails have their own now
    else:
        store(queued.read(Arrival, body))


def store(arrival: Arrival) -> None:
    """Store what came in; the log has the reason for what is not stored."""

    def refuse(reason: str) -> None:
        logger.info("not stored", extra={"source": arrival.source, "connection": arrival.connection, "reason": reason})

    receive(arrival, store_of(arrival.tenant), refuse)


handler = queue_consumer("receive_message", serve, at_once=AT_ONCE)

"""Consumes the queue of arrivals: what came in from providers, verified, is read and stored once."""

from typing import Any

from bivelio_core import queued
from bivelio_core.entrypoints.logs import logger
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.messages.arrivals import Arrival
from bivelio_core.messages.inbound.receive import receive

AT_ONCE = 5


def serve(body: dict[str, Any]) -> None:
    """Store what one message of the queue says."""
    arrival = queued.read(Arrival, body)

    def refuse(reason: str) -> None:
        logger.info("not stored", extra={"source": arrival.source, "connection": arrival.connection, "reason": reason})

    receive(arrival, store_of(arrival.tenant), refuse)


handler = queue_consumer("receive_message", serve, at_once=AT_ONCE)

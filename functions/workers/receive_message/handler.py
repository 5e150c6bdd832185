"""Consumes the queues of arrivals: what came in from providers, verified, is read and stored once.

What people wrote comes by the ordered queue, one message at a time; statuses, and all that has no sender, by the other.
"""

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
from bivelio_core.needs import Access, Files, Needs
from bivelio_core.store import keys, tenant_clock
from bivelio_core.triggers import FromQueue

AT_ONCE = 5
"""A whole batch of the queue without an order."""

WAITS = (5, 15, 30, 60, 120, 300, 600, 900, 900)
"""Seconds before each further try of what somebody wrote: all that the same person writes then waits for it."""


def serve(body: dict[str, Any]) -> None:
    """Store what one message of a queue says."""
    if files.is_job(body):  # of the release before, which had one queue for all: files have their own now
        files.forward(queued.read(FileJob, body))
    elif room.is_about_files(body):  # so have mails
        room.send(body)
    else:
        store(queued.read(Arrival, body))


def store(arrival: Arrival) -> None:
    """Store what came in; the log has the reason for what is not stored."""

    def refuse(reason: str) -> None:
        logger.info("not stored", extra={"source": arrival.source, "connection": arrival.connection, "reason": reason})

    of_tenant = store_of(arrival.tenant)
    with tenant_clock.followed(of_tenant):
        receive(arrival, of_tenant, refuse)


NEEDS = Needs(
    also=(
        Access(
            (
                keys.CONVERSATION,
                keys.MESSAGE,
                keys.PROVIDER_MESSAGE,
                keys.MESSAGE_CHARGE,
                keys.CONTACT,
                keys.CONTACT_ADDRESS,
                keys.SUPPRESSION,
                keys.EFFECT,
                keys.CONNECTION,
            ),
            ("PutItem", "UpdateItem"),
        ),
        Access((keys.CONVERSATION, keys.PROVIDER_MESSAGE), ("DeleteItem",)),
        Access((keys.PROVIDER_MESSAGE,), ("BatchWriteItem",)),
    ),
    sends=("inbound_mails", "message_files", "messages", "ordered_arrivals"),
    files=(Files("inbound", ("read",)),),
    timeout=30,
    fed_by=(
        FromQueue(
            "arrivals",
            batch=AT_ONCE,
            at_once=(4, 100),
            hidden=360,
            alarm="Something that came in from WhatsApp or Telegram could not be stored ten times.",
        ),
        FromQueue(
            "ordered_arrivals",
            batch=1,
            at_once=(4, 100),
            hidden=180,
            is_ordered=True,
            alarm="What somebody wrote on WhatsApp or Telegram could not be stored ten times.",
        ),
    ),
)

handler = queue_consumer("receive_message", serve, at_once=AT_ONCE, ordered="ordered_arrivals", waits=WAITS)

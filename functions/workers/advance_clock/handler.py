"""Consumes the queue of clocks: does what falls due in a sandbox whose clock was moved, one look after the other."""

from typing import Any

from bivelio_core import queued
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.needs import MEMBERS, ORGANISATIONS, Access, Needs
from bivelio_core.sandbox_clock import work
from bivelio_core.sandbox_clock.queue import Look
from bivelio_core.triggers import FromQueue


def serve(body: dict[str, Any]) -> None:
    """Look at one clock."""
    message = queued.read(Look, body)
    work.look(store_of(message.tenant), message)


NEEDS = Needs(
    # what starts, ends or becomes overdue in the sandbox's day; who decides an approval, whose mails are simulated
    also=(
        Access(("org_*#sandbox#*",), ("PutItem", "UpdateItem", "DeleteItem")),
        Access((MEMBERS,), ("GetItem", "Query")),
        Access((ORGANISATIONS,), ("GetItem",)),  # its language and time zone
    ),
    uses=("google", "inbound_url", "mail_domain", "mail_from", "runs"),
    sends=("clocks", "redeliveries"),
    layers=("calendar",),
    timeout=60,
    memory=1024,
    fed_by=(
        FromQueue(
            "clocks",
            batch=1,
            at_once=(2, 20),
            hidden=90,
            tries=20,
            days=1,
            alarm="The clock of a sandbox could not be moved on twenty times: its advance stands still.",
            name="Clocks",
        ),
    ),
)

handler = queue_consumer("advance_clock", serve)

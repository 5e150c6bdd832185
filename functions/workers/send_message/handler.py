"""Consumes the queue of messages: each job is one try to send a message, or the look at what became of one."""

from typing import Any

from bivelio_core import queued
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.messages import work
from bivelio_core.messages.queue import SendJob
from bivelio_core.needs import Access, Files, Needs
from bivelio_core.store import keys, tenant_clock
from bivelio_core.triggers import FromQueue

AT_ONCE = 10
"""A whole batch, so that no message of a batch waits for a provider that is slow."""


def serve(body: dict[str, Any]) -> None:
    """Do one job."""
    job = queued.read(SendJob, body)
    store = store_of(job.tenant)
    with tenant_clock.followed(store):
        work.go_on(job, store)


NEEDS = Needs(
    also=(
        Access(
            (keys.CONVERSATION, keys.PROVIDER_MESSAGE, keys.CONNECTION, keys.SUPPRESSION, keys.CONTACT),
            ("PutItem", "UpdateItem"),
        ),
    ),
    uses=("google", "inbound_url", "mail_domain"),
    sends=("arrivals", "messages", "ordered_arrivals"),
    files=(Files("documents", ("read",)), Files("inbound", ("write",)), Files("invoices", ("read",))),
    timeout=60,
    memory=1024,  # files that go with messages are held whole
    fed_by=(
        FromQueue(
            "messages",
            batch=AT_ONCE,
            at_once=(4, 100),
            hidden=360,
            alarm="The try to send a message failed ten times in our own code. A provider that refuses is no failure.",
        ),
    ),
)

handler = queue_consumer("send_message", serve, at_once=AT_ONCE)

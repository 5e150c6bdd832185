"""Consumes the queue of records: each message is a turn of one tenant's lane to AEAT (docs/invoices.md)."""

from typing import Any

from bivelio_core import queued
from bivelio_core.entrypoints.queue import queue_consumer
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.invoices.submission import work
from bivelio_core.invoices.submission.queue import Turn
from bivelio_core.needs import Access, Needs
from bivelio_core.store import keys, tenant_clock
from bivelio_core.triggers import FromQueue


def serve(body: dict[str, Any]) -> None:
    """Take a turn."""
    turn = queued.read(Turn, body)
    store = store_of(turn.tenant)
    with tenant_clock.followed(store):  # by which a correcting record is dated
        work.serve(turn, store, work.port_of(turn.tenant, store))


NEEDS = Needs(
    also=(Access((keys.INVOICE_SUBMISSION, keys.SUBMISSION_LANE), ("PutItem", "UpdateItem", "BatchWriteItem")),),
    uses=("aeat", "make_records"),
    sends=("records",),
    timeout=180,  # AEAT may take two minutes to answer
    fed_by=(
        FromQueue(
            "records",
            batch=1,
            at_once=(2, 50),
            hidden=1_080,
            alarm=(
                "The submission of an issuer's records failed ten times in our own code. An AEAT that refuses, or that "
                "cannot be reached, is no failure."
            ),
        ),
    ),
)

handler = queue_consumer("submit_records", serve)

"""Runs every minute: notes invoices overdue at their organisation's midnight, makes PDFs that a function died over.

It wakes the lanes whose records are to be submitted to AEAT.

It reads a few keys of a sparse index that hold only what is due, so it costs the same however many invoices there are.
"""

import time
from typing import TYPE_CHECKING, Any

from bivelio_core.entrypoints.lambda_handler import lambda_handler
from bivelio_core.entrypoints.logs import begin_invocation, logger
from bivelio_core.entrypoints.sweeps import end_of_sweep
from bivelio_core.invoices import overdue
from bivelio_core.invoices.books.archives import monthly
from bivelio_core.invoices.submission import certificates, work
from bivelio_core.needs import Access, Files, Needs
from bivelio_core.store import keys
from bivelio_core.store.connect import table
from bivelio_core.triggers import EveryMinute

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

WORKS = (
    (work.due, work.wake_up),
    (certificates.due, certificates.tell),
    (overdue.due, overdue.take_up),
    (monthly.due, monthly.take_up),
)
"""The keys of what is due, and what is done with each. Lanes first: they cost a message each."""

TIME_SECONDS = 45.0
"""No new invoice is begun after this time: the function has 60 seconds, and is invoked again each minute."""


NEEDS = Needs(
    also=(
        Access((keys.INVOICE,), ("PutItem", "UpdateItem")),
        Access((keys.SUBMISSION_LANE, keys.ISSUER_CERTIFICATE), ("UpdateItem",)),
        Access((keys.INVOICE_ARCHIVE, keys.INVOICE_SETTINGS), ("PutItem", "UpdateItem")),
    ),
    marks=("INV#DUE#*", "INV#LANE#*", "INV#CERT#*", "INV#ARCHIVES#*"),
    sends=("records", "books"),
    files=(Files("invoices", ("read", "write")),),
    layers=("pdf",),
    timeout=60,
    memory=1024,
    fed_by=(
        EveryMinute(alarm="The sweeper of invoices failed in three of five minutes - invoices do not become overdue."),
    ),
)


@lambda_handler
def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> dict[str, int]:
    """Do what is due for invoices; return how many were taken up and how many failed."""
    begin_invocation(consumer="sweep_invoices")
    end = end_of_sweep(event, TIME_SECONDS)
    counts = {"taken_up": 0, "failed": 0}
    for keys_due, take_up in WORKS:
        for key in keys_due(table()):
            if time.monotonic() > end:
                break
            try:
                counts["taken_up"] += take_up(table(), key)
            except Exception as error:  # noqa: BLE001 - the entrypoint: what fails waits, and holds up nothing else
                logger.exception("not taken up", exc_info=error, extra={"pk": key.pk, "sk": key.sk})
                counts["failed"] += 1
    if counts["failed"]:
        logger.warning("swept", extra=counts)
    return counts

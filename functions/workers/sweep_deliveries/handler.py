"""Runs every minute: hands in again what administrations have not taken, and asks them how far invoices are.

It reads a few keys of a sparse index that hold only what is due, so it costs the same however many invoices there are.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Any

from bivelio_core.entrypoints.lambda_handler import lambda_handler
from bivelio_core.entrypoints.logs import begin_invocation, logger
from bivelio_core.entrypoints.sweeps import end_of_sweep
from bivelio_core.invoices.delivery import work
from bivelio_core.needs import Access, Files, Needs
from bivelio_core.store import keys
from bivelio_core.store.connect import table
from bivelio_core.store.writes import Key
from bivelio_core.triggers import EveryMinute

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

TIME_SECONDS = 15.0
"""No call is begun after this time: one may find an invoice and hand it in, which takes 40 s at most."""
AT_ONCE = 8
MOST = 1_000

NEEDS = Needs(
    also=(Access((keys.INVOICE_DELIVERY,), ("PutItem",)),),
    marks=("IND#DUE#*",),
    uses=("administrations",),
    files=(Files("invoices", ("read",)),),
    layers=("signing",),
    timeout=60,
    memory=512,
    fed_by=(
        EveryMinute(
            alarm="The sweeper of deliveries failed in three of five minutes - administrations are not asked how far "
            "invoices are."
        ),
    ),
)


@lambda_handler
def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> dict[str, int]:
    """Do what is due at administrations; return how many were taken up and how many failed."""
    begin_invocation(consumer="sweep_deliveries")
    end = end_of_sweep(event, TIME_SECONDS)

    def take_up(key: Key) -> str:
        if time.monotonic() > end:
            return "left"
        try:
            return "taken_up" if work.take_up(table(), key) else "left"
        except Exception as error:  # noqa: BLE001 - the entrypoint: what fails waits, and holds up nothing else
            logger.exception("not taken up", exc_info=error, extra={"pk": key.pk, "sk": key.sk})
            return "failed"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(take_up, islice(work.due(table()), MOST)))
    counts = {name: results.count(name) for name in ("taken_up", "failed")}
    if counts["failed"]:
        logger.warning("swept", extra=counts)
    return counts

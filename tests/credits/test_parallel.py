"""A thousand operations at once on five hundred credits: exactly five hundred are charged, and the ledger adds up."""

import os
import sys
import threading
import time
from collections import Counter
from typing import Any

import pytest
from bivelio_core.credits.errors import CreditsExhausted
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION
from tests.credits import rough
from tests.credits.rough import Rough
from tests.credits.spending import audit, work

LIVE = Tenant.at(ORGANISATION, "live")


def at_once(store, many):
    """How `many` operations of a credit each ended, begun at the same instant."""
    outcomes: list[Any] = [None] * many
    begin = threading.Barrier(many)

    def one(number):
        begin.wait()
        try:
            outcomes[number] = work(store, f"request-{number}", 1)
        except CreditsExhausted as refused:
            outcomes[number] = refused.status
        except TableBusy:
            outcomes[number] = 503

    threads = [threading.Thread(target=one, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


def test_a_thousand_operations_on_five_hundred_credits(monkeypatch):
    monkeypatch.setattr(rough, "AGAIN_WITHIN_SECONDS", 60)  # a busy machine does not get round to all in time
    table = Rough()
    store = TenantStore(table.as_table(), LIVE)
    assert at_once(store, 1_000) == {"settled": 500, 402: 500}
    assert audit(store) == {"charged": 500, "reserved": 0}


def test_transactions_that_meet_are_tried_again():
    table = Rough(transaction_seconds=0.05)
    store = TenantStore(table.as_table(), LIVE)
    assert at_once(store, 40) == {"settled": 40}
    assert table.conflicts > 40
    assert audit(store) == {"charged": 40, "reserved": 0}


@pytest.mark.skipif("MEASURE_CREDITS" not in os.environ, reason="a measurement: MEASURE_CREDITS=1 pytest -s")
@pytest.mark.parametrize("many", [1, 10, 50, 100, 1_000])
def test_measure_how_many_operations_one_balance_takes(many):
    """With the latencies of DynamoDB: 4 ms for a read, 12 ms for a transaction."""
    table = Rough(call_seconds=0.004, transaction_seconds=0.012)
    store = TenantStore(table.as_table(), LIVE)
    began = time.monotonic()
    outcomes = at_once(store, many)
    seconds = time.monotonic() - began
    sys.stderr.write(f"\n{many}: {seconds:.1f} s, {outcomes}, {table.conflicts} conflicts, {table.calls} calls\n")
    assert sum(outcomes.values()) == many
    assert audit(store)["charged"] == min(many, 500)

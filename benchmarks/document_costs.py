"""Counts the AWS calls of the worker that processes documents, for docs/costs.md (written by `request_costs`)."""

import contextlib
import io
from typing import Any, cast
from unittest import mock

from benchmarks.delivery_costs import cells
from tests.api import ORGANISATION, call
from tests.conftest import fresh_table
from tests.credits.spending import reserved
from tests.functions.documents.invoices import UBL
from tests.functions.documents.world import PDF, balance, upload
from tests.network import events_of
from tests.priced import Priced

from bivelio_core import clients  # isort: skip - tests has put the layer on the path
from bivelio_core.context import Actor, Context  # isort: skip
from bivelio_core.credits import account, ledger, reserving  # isort: skip
from bivelio_core.documents import work  # isort: skip
from bivelio_core.store.metered import MeteredTable  # isort: skip
from bivelio_core.store.tenant_store import TenantStore  # isort: skip
from bivelio_core.tenancy import Tenant  # isort: skip

LIVE = Tenant(ORGANISATION, "live")


def of_documents() -> dict[str, str]:
    """The cost of processing a document that was uploaded: with data inside, and without."""
    model = "bivelio_core.providers.language_model.model_for"
    with mock.patch(model, return_value=Priced()):
        requests = {
            "extract an invoice by a model": _cost("extract", PDF),
            "classify a document by a model": _cost("classify", PDF),
        }
    return {
        "extract an invoice that has its data inside": _cost("extract", UBL),
        "extract an invoice by rules": _cost("extract", PDF),
        "classify a document by rules": _cost("classify", PDF),
        **requests,
        f"enter {reserving.ENTERED_AT} operations in the ledger, with the tenth reservation": _entered(),
    }


def _cost(operation: str, content: bytes) -> str:
    with fresh_table() as table, contextlib.redirect_stdout(io.StringIO()):
        balance()  # the grant of the month is made
        document_id = upload(content).data["document_id"]
        extraction = call(f"documents.{operation}", {"document_id": document_id}).data
        metered, table_calls = MeteredTable(table), list[str]()
        events_of(clients.client("dynamodb")).register("before-send.dynamodb", lambda **_: table_calls.append("table"))
        before = clients.calls_made()
        work.carry_out(extraction["extraction_id"], _context(metered))
        return cells(metered.reset(), clients.calls_made() - before - len(table_calls))


def _entered() -> str:
    """What a reservation costs more when it enters those before it and how they ended."""
    with fresh_table() as table:
        store = TenantStore(table, LIVE)
        metered = MeteredTable(table)
        metered_store = TenantStore(cast("Any", metered), LIVE)
        for _ in range(reserving.ENTERED_AT - 1):
            account.settle(store, reserved(store, 1))
        view = ledger.settled(metered_store)
        assert ledger.enter(metered_store, view)
        return cells(metered.reset(), 0)


def _context(table: Any) -> Context:
    actor = Actor("system", "costs")
    return Context(LIVE, actor, frozenset({"write"}), "costs", "ca", TenantStore(table, LIVE))

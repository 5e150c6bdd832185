"""Counts the AWS calls of the worker that processes documents, for docs/costs.md (written by `request_costs`)."""

import contextlib
import io
from typing import Any
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
from bivelio_core.credits import account, endings, ledger  # isort: skip
from bivelio_core.documents import work  # isort: skip
from bivelio_core.store.metered import MeteredTable  # isort: skip
from bivelio_core.store.tenant_store import TenantStore  # isort: skip
from bivelio_core.tenancy import Tenant  # isort: skip

LIVE = Tenant(ORGANISATION, "live")
OF_BALANCE = 2
"""The first writes of a change are the balance and the number of its last entry, which every reservation writes."""


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
        "enter in the ledger how an operation ended, with a reservation": _entered(),
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
    """What a reservation costs more when it enters an end: its line and the deletion, in the same transaction."""
    with fresh_table() as table:
        store = TenantStore(table, LIVE)
        account.settle(store, reserved(store, 1))
        before, metered = ledger.look(store), MeteredTable(table)
        after = endings.applied(before.balance, before.ended)
        writes = ledger.changing(store, before.balance, after, [], before.ended)
        metered.transact_at_once(writes[OF_BALANCE:])
        return cells(metered.reset(), 0)


def _context(table: Any) -> Context:
    actor = Actor("system", "costs")
    return Context(LIVE, actor, frozenset({"write"}), "costs", "ca", TenantStore(table, LIVE))

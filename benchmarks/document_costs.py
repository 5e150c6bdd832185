"""Counts the AWS calls of the worker that processes documents, for docs/costs.md (written by `request_costs`)."""

import contextlib
import io
from typing import Any

from benchmarks.delivery_costs import cells
from tests.api import ORGANISATION, call
from tests.conftest import fresh_table
from tests.functions.documents.invoices import UBL
from tests.functions.documents.world import PDF, balance, upload
from tests.network import events_of

from bivelio_core import clients  # isort: skip - tests has put the layer on the path
from bivelio_core.context import Actor, Context  # isort: skip
from bivelio_core.documents import work  # isort: skip
from bivelio_core.store.metered import MeteredTable  # isort: skip
from bivelio_core.store.tenant_store import TenantStore  # isort: skip
from bivelio_core.tenancy import Tenant  # isort: skip

LIVE = Tenant(ORGANISATION, "live")


def of_documents() -> dict[str, str]:
    """The cost of processing a document that was uploaded: with data inside, and without."""
    return {
        "extract an invoice that has its data inside": _cost("extract", UBL),
        "extract an invoice by a model or rules": _cost("extract", PDF),
        "classify a document by a model or rules": _cost("classify", PDF),
    }


def _cost(operation: str, content: bytes) -> str:
    with fresh_table() as table, contextlib.redirect_stdout(io.StringIO()):
        balance()  # the grant of the month is made
        document_id = upload(content).data["document_id"]
        begun = call(f"documents.{operation}", {"document_id": document_id}).data
        metered, asked = MeteredTable(table), list[str]()
        events_of(clients.client("dynamodb")).register("before-send.dynamodb", lambda **_: asked.append("table"))
        before = clients.calls_made()
        work.carry_out(begun["extraction_id"], _context(metered))
        return cells(metered.reset(), clients.calls_made() - before - len(asked))


def _context(table: Any) -> Context:
    actor = Actor("system", "costs")
    return Context(LIVE, actor, frozenset({"write"}), "costs", "ca", TenantStore(table, LIVE))

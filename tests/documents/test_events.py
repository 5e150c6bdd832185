"""What documents tell: `document.processed` once for each that was processed, small enough for an event."""

import pytest
from bivelio_core.documents.events import derive
from bivelio_core.events import catalogue
from bivelio_core.store import keys
from bivelio_core.store.chains import Chain, ChainMarkingTable, chain_of
from bivelio_core.store.changes import Change
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests import streams
from tests.api import ORGANISATION, call
from tests.functions.documents.invoices import ENCRYPTED, ubl
from tests.functions.documents.world import serve, upload, work
from tests.services import received

pytestmark = pytest.mark.usefixtures("table")
LIVE = Tenant(ORGANISATION, "live")


def item(table, extraction_id):
    return TenantStore(table, LIVE).get(keys.EXTRACTION, extraction_id)


def processed(table, operation="extract", **content):
    """The item before the worker, and after it."""
    document_id = upload(**content).data["document_id"]
    begun = call(f"documents.{operation}", {"document_id": document_id}).data["extraction_id"]
    before = item(table, begun)
    work()
    return before, item(table, begun)


def told(before, after):
    happenings = catalogue.derive(Change(streams.record(before, after)))
    return [happening.data for happening in happenings if happening.type == "document.processed"]


@pytest.mark.usefixtures("priced")
def test_an_extraction_tells_what_it_found(table):
    before, after = processed(table)
    (data,) = told(before, after)
    assert (data["operation"], data["document_type"], data["credits_consumed"]) == ("extract", "invoice", 3)
    assert data["extracted"]["total"] == 121
    assert data["document_id"] == after["document_id"]
    catalogue.payload_model("document.processed").model_validate(data)


@pytest.mark.usefixtures("priced")
def test_a_classification_tells_the_class(table):
    (data,) = told(*processed(table, "classify"))
    assert (data["operation"], data["classification"], data["credits_consumed"]) == ("classify", "invoice", 2)


def test_a_result_too_large_for_an_event_is_left_out(table):
    before, after = processed(table, content=ubl(lines=1_200), filename="gran.xml")
    (data,) = told(before, after)
    assert data["extracted_omitted"] is True
    assert "extracted" not in data
    assert len(catalogue.to_json(data)) < 1_000


def test_beginnings_failures_reviews_and_samples_tell_nothing(table):
    before, after = processed(table)
    assert told(None, before) == []
    assert told(after, {**after, "reviewed_at": "2026-04-07T12:00:00Z"}) == []
    assert told(after, None) == []
    assert told(*processed(table, content=ENCRYPTED)) == []
    assert list(derive(Change(streams.record({**before, "sample": True}, {**after, "sample": True})))) == []


def test_what_a_run_asks_for_ends_in_its_chain(table):
    document_id = upload().data["document_id"]
    begun = call("documents.extract", {"document_id": document_id}).data["extraction_id"]
    chained = TenantStore(ChainMarkingTable(table, Chain(2, "run:abc")), LIVE)
    before = item(table, begun)
    chained.put(keys.EXTRACTION, begun, {name: value for name, value in before.items() if name not in ("PK", "SK")})
    before = item(table, begun)
    (message,) = received("documents")
    assert serve(message)
    assert chain_of(before, item(table, begun)) == Chain(2, "run:abc")

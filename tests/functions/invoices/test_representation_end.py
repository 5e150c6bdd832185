"""POST /v1/invoices/representation/end keeps its promises."""

import json

import pytest
from bivelio_core.invoices.submission import https
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.functions.invoices.test_representation_set import give, model
from tests.invoices.producers import PRODUCER
from tests.invoices.world import settled


@pytest.fixture(autouse=True)
def deployment(table, monkeypatch):
    monkeypatch.setenv("DEPLOYMENT", "local")
    monkeypatch.setenv("PRODUCER", json.dumps(PRODUCER))
    monkeypatch.setenv("AEAT_SERVICE", "test")
    monkeypatch.setenv("AEAT_SEAL", "platform")
    settled()
    return table


def test_from_then_on_the_platform_submits_no_more(deployment):
    give(document_id=model())
    answer = call("invoices.representation_end").data
    assert (answer["state"], answer["submits_with"]) == ("ended", "none")
    assert answer["ended_at"]
    assert call("invoices.representation_get").data == answer
    assert call("invoices.representation_end").data == answer
    store = SystemStore(deployment).of(Tenant(ORGANISATION, "live"))
    assert isinstance(https.service_of(store), https.Absent)


def test_there_is_nothing_to_end_where_none_was_given():
    assert call("invoices.representation_end").status == 404


def test_it_may_be_given_again():
    give(document_id=model())
    call("invoices.representation_end")
    assert give(document_id=model(), annex="adviser").data["state"] == "given"

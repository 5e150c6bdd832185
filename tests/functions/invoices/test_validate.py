"""POST /v1/invoices/validate keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.world import client, draft, issued, line, settled

pytestmark = pytest.mark.usefixtures("table")


def states(answer):
    return {state["channel"]: state for state in answer.data["channels"]}


def codes(state):
    return [(found["code"], found.get("call")) for found in state["missing"]]


def test_an_organisation_without_settings_is_told_what_to_add_and_where():
    answer = call("invoices.validate", {"id": draft()["id"]})
    assert answer.status == 200
    found = states(answer)
    assert list(found) == ["pdf", "ubl", "facturae", "verifactu", "cii", "facturx"]
    settings = "/invoices/settings_update"
    assert codes(found["pdf"]) == [("seller_nif", settings), ("seller_street", settings), ("seller_city", settings)]
    assert ("draft", "/invoices/issue") in codes(found["ubl"])
    assert codes(found["cii"]) == codes(found["ubl"])
    assert codes(found["facturx"]) == [*codes(found["pdf"]), ("draft", "/invoices/issue")]
    assert codes(found["verifactu"]) == [("seller_nif", settings), ("draft", "/invoices/issue")]
    assert not any(state["ready"] for state in found.values())


def test_what_the_client_lacks_is_named_with_the_call_that_adds_it():
    made = draft(client(nif=None, street=None))
    found = states(call("invoices.validate", {"id": made["id"], "channels": ["facturae"]}))
    assert list(found) == ["facturae"]
    assert ("buyer_nif", "/contacts/update") in codes(found["facturae"])
    assert ("buyer_street", "/contacts/update") in codes(found["facturae"])


def test_a_draft_is_judged_with_its_client_as_it_is_now():
    settled()
    buyer = client(nif=None, street=None)
    asked = {"id": draft(buyer)["id"], "channels": ["pdf"]}
    assert "buyer_nif" in dict(codes(states(call("invoices.validate", asked))["pdf"]))
    address = {"street": "Carrer Nou, 2", "postal_code": "17001", "city": "Girona"}
    call("contacts.update", {"id": buyer, "tax_id": {"number": "B12345674"}, "addresses": [address]})
    assert states(call("invoices.validate", asked))["pdf"] == {"channel": "pdf", "ready": True, "missing": []}


def test_what_a_format_cannot_say_has_no_call_that_adds_it():
    made = call("invoices.create", {"document_type": "simplified", "line_items": [line()]}).data
    found = states(call("invoices.validate", {"id": made["id"], "channels": ["ubl", "pdf"]}))
    assert ("buyer", None) in codes(found["ubl"])
    assert "buyer" not in [code for code, _ in codes(found["pdf"])]


def test_irpf_and_recargo_can_be_said_in_every_format():
    settled()
    made = issued(irpf_rate=15, line_items=[line(recargo_rate=5.2)])
    found = states(call("invoices.validate", {"id": made["id"]}))
    assert all(state["ready"] for state in found.values())


@pytest.mark.parametrize(("language", "said"), [("ca", "esborrany"), ("es", "borrador"), ("en", "is a draft")])
def test_the_sentences_are_in_the_callers_language(language, said):
    asked = {"id": draft()["id"], "channels": ["ubl"]}
    found = states(call("invoices.validate", asked, headers={"Accept-Language": language}))
    assert said in found["ubl"]["missing"][0]["message"]


def test_what_an_issued_invoice_lacks_a_rectification_adds():
    settled()
    made = issued(client(street=None))
    found = states(call("invoices.validate", {"id": made["id"]}))
    assert found["ubl"]["ready"]
    assert codes(found["facturae"]) == [("buyer_street", "/invoices/rectify")]
    assert found["verifactu"]["ready"], "records are written whatever the settings say of the tax QR"


@pytest.mark.parametrize("channels", [[], ["edi"], ["pdf"] * 10])
def test_unknown_channels_are_400(channels):
    answer = call("invoices.validate", {"id": draft()["id"], "channels": channels})
    assert answer.status == 400


def test_another_organisation_gets_403():
    answer = call("invoices.validate", {"id": draft()["id"]}, caller={"organisation": OTHER_ORGANISATION})
    assert (answer.status, answer.error["code"]) == (403, "RESOURCE_FORBIDDEN")

"""POST /v1/invoices/deliver sends an invoice through Peppol: in the sandbox by a simulated access point."""

from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.invoices import storage
from bivelio_core.providers.messaging.failures import OutcomeUnknown
from bivelio_core.providers.peppol import simulated
from bivelio_core.store.keys import INVOICE_DELIVERY
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, load
from tests.invoices.administration import SANDBOX, deliver, delivery, issued_to, sweep
from tests.invoices.world import ADDRESS, LINES, settled

pytestmark = pytest.mark.usefixtures("table")

GLN = "0088:7300010000001"
FRENCH = {"nif": "FR40303265045", "country": "FR"}
"""A client whose country does not register participants by their VAT number."""


def client(peppol_id=None, *, caller=SANDBOX, nif="B12345674", country="ES"):
    fields = {"nif": nif, **ADDRESS, "country": country, "peppol_id": peppol_id}
    about = {name: value for name, value in fields.items() if value is not None}
    return call(
        "contacts.create", {"type": "company", "name": "Empresa ABC S.L.", "custom_fields": about}, caller=caller
    ).data["id"]


def order(client_id, *, caller=SANDBOX, **about):
    """An issued invoice of an order."""
    return issued_to(client_id, caller, **{"reference": "PO-2026-7", "due_date": "2026-12-31", **about})


def send(made, **about):
    return deliver(made, "peppol", **{"caller": SANDBOX, **about})


def follow(made):
    """The delivery after its next look."""
    with clock.frozen(clock.parse(delivery(made, caller=SANDBOX)["next_check_at"]) + timedelta(seconds=1)):
        load("workers/sweep_deliveries").handler({}, None)
    return delivery(made, caller=SANDBOX)


def stored(table):
    """The sandbox and what it has of Peppol; the day's examples are at FACe."""
    store = SystemStore(table).of(Tenant.at(ORGANISATION, "sandbox"))
    return store, [item for item in store.query(INVOICE_DELIVERY) if item["channel"] == "peppol"]


def keeping(messages):
    """An access point's `send` that keeps what it is given."""

    def send(_, route, content):
        messages.append((route, content))
        return "SIM-1-P"

    return send


def test_an_invoice_goes_to_the_participant_and_through_the_states_and_says_that_it_is_simulated():
    made = order(client())
    first = send(made).data
    assert (first["status"], first["state"]["code"], first["simulated"]) == ("sent", "SENT", True)
    assert (first["receiver"], first["channel"]) == ("9920:ESB12345674", "peppol")
    assert [follow(made)["status"] for _ in range(3)] == ["delivered", "accepted", "paid"]
    assert "next_check_at" not in delivery(made, caller=SANDBOX)


def test_what_is_kept_and_sent_is_peppol_bis_with_both_participants(table):
    send(order(client(GLN)))
    store, (item,) = stored(table)
    content = b"".join(storage.files_of(store.tenant).read(item["file"])).decode()
    scheme, _, number = item["route"]["sender"].partition(":")
    assert (scheme, number[:2]) == ("9920", "ES")
    assert f'<cbc:EndpointID schemeID="9920">{number}</cbc:EndpointID>' in content
    assert '<cbc:EndpointID schemeID="0088">7300010000001</cbc:EndpointID>' in content
    assert "<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>" in content
    assert item["route"]["document_type"].startswith("busdox-docid-qns::")


@pytest.mark.parametrize(
    ("receiver", "status", "problem"),
    [
        (simulated.NOT_REGISTERED, "failed", "recipient_invalid"),
        (simulated.NO_DOCUMENT_TYPE, "failed", "recipient_unreachable"),
        (simulated.REFUSED, "failed", "content_rejected"),
        (simulated.DOWN, "sending", "provider_unavailable"),
    ],
)
def test_each_failure_has_a_receiver_that_shows_it(receiver, status, problem):
    answer = send(order(client(receiver))).data
    assert (answer["status"], answer["problem"]) == (status, problem)
    assert "simulated" in answer["problem_text"]


@pytest.mark.parametrize(("language", "said"), [("ca", "donat d'alta"), ("es", "dado de alta"), ("en", "registered")])
def test_a_problem_is_told_in_the_callers_language(language, said):
    answer = send(order(client(simulated.NOT_REGISTERED)), headers={"Accept-Language": language})
    assert said in answer.data["problem_text"]


def test_a_buyer_that_rejects_says_why_and_the_invoice_may_be_sent_again():
    made = order(client(simulated.REJECTED))
    send(made)
    follow(made)
    rejected = follow(made)
    assert (rejected["status"], rejected["state"]["code"]) == ("rejected", "RE")
    assert rejected["state"]["reason"]
    assert send(made).data["status"] == "sent"


def test_who_was_not_registered_gets_it_once_the_contact_says_another_number():
    buyer = client(simulated.NOT_REGISTERED)
    made = order(buyer)
    send(made)
    call("contacts.update", {"id": buyer, "custom_fields": {"peppol_id": GLN}}, caller=SANDBOX)
    again = send(made).data
    assert (again["status"], again["receiver"]) == ("sent", GLN)


def test_it_is_sent_once_however_often_it_is_asked(monkeypatch):
    messages: list[Any] = []
    monkeypatch.setattr(simulated.Simulated, "send", keeping(messages))
    made = order(client())
    first = send(made, headers={"Idempotency-Key": "k1"})
    assert send(made, headers={"Idempotency-Key": "k1"}).data == first.data
    assert send(made).data == first.data
    assert len(messages) == 1


def test_a_lost_answer_is_looked_for_by_the_message_before_anything_is_sent_again(monkeypatch):
    arrived = {}

    def lost(_, route, content):
        arrived[route.message_id] = content
        raise OutcomeUnknown("hung up")

    monkeypatch.setattr(simulated.Simulated, "send", lost)
    monkeypatch.setattr(simulated.Simulated, "find", lambda _, message_id: "SIM-1-P" if message_id in arrived else None)
    made = order(client())
    assert send(made).data["status"] == "sending"
    assert sweep(timedelta(minutes=3))["taken_up"] == 1
    assert (delivery(made, caller=SANDBOX)["status"], len(arrived)) == ("sent", 1)


def test_a_service_that_was_down_gets_the_same_message(monkeypatch):
    messages: list[Any] = []
    made = order(client(simulated.DOWN))
    send(made)
    monkeypatch.setattr(simulated.Simulated, "send", keeping(messages))
    sweep(timedelta(seconds=70))
    ((route, content),) = messages
    assert (route.receiver, content[:5]) == (simulated.DOWN, b"<?xml")


def test_a_deployment_without_an_access_point_says_so_and_keeps_nothing(table):
    settled()
    answer = deliver(order(client(caller=None), caller=None), "peppol")
    assert (answer.status, answer.error["code"]) == (422, "INTEGRATION_ERROR")
    assert answer.error["details"] == {"reason": "not_configured", "channel": "peppol"}
    assert SystemStore(table).of(Tenant.at(ORGANISATION, "live")).query(INVOICE_DELIVERY) == []


@pytest.mark.parametrize(
    ("about", "buyer", "field", "constraint"),
    [
        ({"reference": None}, {}, "reference", "form_peppol_reference"),
        ({}, {"peppol_id": "0088:1"}, "contact.custom_fields.peppol_id", "form_peppol_id"),
        ({}, FRENCH, "contact.custom_fields.peppol_id", "form_peppol_receiver"),
        ({"payment_method": "direct_debit"}, {}, "payment_method", "form_peppol_mandate"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_kept(table, about, buyer, field, constraint):
    answer = send(order(client(**buyer), **about))
    assert answer.status == 422
    errors = answer.error["details"].get("errors") or [answer.error["details"]]
    assert (field, constraint) in [(each["field"], each["constraint"]) for each in errors]
    assert stored(table)[1] == []


def test_validate_tells_what_peppol_needs_and_who_adds_it():
    draft = call("invoices.create", {"client_id": client(**FRENCH), "line_items": LINES}, caller=SANDBOX).data
    asked = {"id": draft["id"], "channels": ["peppol"]}

    def needs():
        (state,) = call("invoices.validate", asked, caller=SANDBOX).data["channels"]
        return {need["code"]: need["call"] for need in state["missing"] if need["code"].startswith("peppol")}

    assert needs() == {"peppol_reference": "/invoices/update", "peppol_receiver": "/contacts/update"}
    call("invoices.issue", {"id": draft["id"]}, caller=SANDBOX)
    assert needs() == {"peppol_reference": "/invoices/rectify", "peppol_receiver": "/contacts/update"}


def test_validate_is_ready_where_deliver_sends():
    made = order(client())
    (state,) = call("invoices.validate", {"id": made["id"], "channels": ["peppol"]}, caller=SANDBOX).data["channels"]
    assert state["ready"]
    assert send(made).status == 200


@pytest.mark.parametrize(("language", "said"), [("ca", "rectifica"), ("es", "rectifica"), ("en", "rectify")])
def test_what_has_gone_into_peppol_is_not_cancelled(language, said):
    made = order(client())
    send(made)
    answer = call(
        "invoices.cancel_delivery",
        {"id": made["id"], "channel": "peppol", "reason": "Error"},
        caller=SANDBOX,
        headers={"Accept-Language": language},
    )
    assert answer.status == 422
    assert said in answer.error["message"] or said in str(answer.error["details"])


def test_a_number_that_the_access_point_does_not_know_is_refused():
    made = order(client(simulated.REFUSED))
    send(made)
    asked = {"id": made["id"], "channel": "peppol", "registry_number": "2026-1"}
    answer = call("invoices.confirm_delivery", asked, caller=SANDBOX)
    assert (answer.status, answer.error["details"]["reason"]) == (422, "content_rejected")

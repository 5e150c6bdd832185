"""POST /v1/invoices/preview keeps its promises."""

import base64
from typing import Any

import pytest

from tests.api import call
from tests.invoices.world import LINES, client, draft, line, settled

pytestmark = pytest.mark.usefixtures("table")

SAME = ("number", "number_status", "subtotal", "tax", "total", "amount_due", "due_date", "line_items", "tax_breakdown")


def preview(**about: Any) -> Any:
    return call("invoices.preview", {"issue_date": "2026-04-07", "line_items": LINES, **about})


def test_a_preview_is_what_the_draft_will_be():
    who = client(nif="B12345675")
    about: dict[str, Any] = {
        "client_id": who,
        "line_items": [line(unit="hour"), line(unit_price=-10, tax_rate=10)],
        "prices_include_tax": True,
        "discount": {"percent": 3},
        "irpf_rate": 15,
        "due_dates": [{"date": "2026-05-07", "percent": 100}],
        "disbursements": [{"description": "Taxa", "amount": 7}],
    }
    seen = preview(**about).data
    made = call("invoices.create", {"issue_date": "2026-04-07", **about}).data
    assert {name: seen[name] for name in SAME} == {name: made[name] for name in SAME}
    assert seen["warnings"] == made["warnings"], "the wrong check digit"
    assert not {"id", "version", "created_at", "updated_at", "pdf_url"} & seen.keys()


def test_a_preview_takes_no_number_and_writes_nothing(table):
    who = client()
    before = call("invoices.list", {}).data, call("contacts.list", {}).data
    assert [preview(client_id=who).data["number"] for _ in range(3)] == ["FAC-2026-001"] * 3
    assert (call("invoices.list", {}).data, call("contacts.list", {}).data) == before
    assert not table.query("org_0000000000000000#live#INN", consistent=True)
    assert draft(who)["number"] == "FAC-2026-001"


def test_a_preview_says_what_each_form_would_still_need():
    nobody = preview(client_id=client(nif=None)).data
    needs = {state["channel"]: {each["code"] for each in state["missing"]} for state in nobody["channels"]}
    assert "seller_nif" in needs["verifactu"]
    assert "buyer_nif" in needs["verifactu"]
    assert not any("draft" in codes for codes in needs.values()), "it is issued before it is exported"
    settled()
    ready = preview(client_id=client()).data
    assert all(state["ready"] for state in ready["channels"]), ready["channels"]


def test_the_pdf_is_answered_where_it_is_asked_for():
    who = client()
    assert "pdf_base64" not in preview(client_id=who).data
    assert base64.b64decode(preview(client_id=who, pdf=True).data["pdf_base64"]).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("about", "status", "field"),
    [
        ({"client_id": None}, 400, "client_id"),
        ({"line_items": [line(unit_price=-1)]}, 422, "line_items"),
        ({"currency": "USD"}, 422, "exchange_rate"),
        ({"auto_send": True}, 400, "auto_send"),
    ],
)
def test_what_create_refuses_is_refused(about, status, field):
    answer = preview(**{"client_id": client(), **about})
    assert (answer.status, answer.error["details"]["field"]) == (status, field)


def test_who_may_read_may_preview():
    who = client()
    data = {"client_id": who, "issue_date": "2026-04-07", "line_items": LINES}
    assert call("invoices.preview", data, caller={"scopes": "invoices:read"}).status == 200
    assert call("invoices.preview", data, caller={"scopes": "contacts:read"}).status == 403

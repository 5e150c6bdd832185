"""Simplified invoices: their own series, the limits of trades, and those that name a client (articles 4 and 7)."""

import re
import zlib

import pytest

from tests.api import call
from tests.invoices import aeat_rules
from tests.invoices.world import client, draft, issued, line, records, settled

pytestmark = pytest.mark.usefixtures("table")


def ticket(amount=100, **about):
    return call(
        "invoices.create",
        {
            "document_type": "simplified",
            "issue_date": "2026-04-07",
            "line_items": [line(unit_price=amount)],
            **about,
        },
    )


def record(table):
    return zlib.decompress(records(table)[-1]["xml"]).decode()


def test_they_are_numbered_in_a_series_of_their_own():
    settled()
    numbers = [ticket().data["number"], draft()["number"], ticket().data["number"], ticket(series="FAC").data["number"]]
    assert numbers == ["T-2026-001", "FAC-2026-001", "T-2026-002", "FAC-2026-002"]


def test_their_series_is_a_setting_and_never_that_of_others():
    settled(simplified_series="TIC")
    assert ticket().data["number"] == "TIC-2026-001"
    for name in ("series", "rectification_series"):
        taken = call("invoices.settings_update", {name: "TIC"})
        assert (taken.status, taken.error["details"]["field"]) == (422, "simplified_series")
    settled(simplified_series=None, series="T")
    assert (ticket().data["series"], draft()["series"]) == ("TS", "T")


def test_a_draft_that_becomes_simplified_moves_to_their_series_and_back():
    settled()
    made = draft()
    changed = call("invoices.update", {"id": made["id"], "document_type": "simplified"}).data
    assert (changed["number"], changed["series"]) == ("T-2026-001", "T")
    back = call("invoices.update", {"id": made["id"], "document_type": "invoice"}).data
    assert back["number"] == "FAC-2026-001"
    chosen = draft(series="WEB")
    assert call("invoices.update", {"id": chosen["id"], "document_type": "simplified"}).data["series"] == "WEB"


@pytest.mark.parametrize(
    ("trade", "largest", "too_much"), [(None, "330.57", "330.59"), ("hospitality", "2479.33", "2479.35")]
)
def test_their_limit_is_that_of_the_trade(trade, largest, too_much):
    settled(simplified_trade=trade)
    fits, exceeds = ticket(largest).data, ticket(too_much).data
    assert call("invoices.issue", {"id": fits["id"]}).status == 200
    refused = call("invoices.issue", {"id": exceeds["id"]})
    assert (refused.status, refused.error["details"]["limit"]) == (422, 3000 if trade else 400)


def test_a_trade_that_the_law_does_not_name_is_refused():
    assert call("invoices.settings_update", {"simplified_trade": "consulting"}).status == 400


def test_a_qualified_one_names_its_client_and_is_recorded_as_such(table):
    settled()
    made = issued(client(), document_type="qualified_simplified", line_items=[line()])
    assert (made["number"], made["document_type"]) == ("T-2026-001", "qualified_simplified")
    written = re.sub(r">\s+<", "><", record(table))
    for expected in (
        "<sf:TipoFactura>F1</sf:TipoFactura>",
        "<sf:FacturaSimplificadaArt7273>S</sf:FacturaSimplificadaArt7273>",
        "<sf:NIF>B12345674</sf:NIF>",
    ):
        assert expected in written
    assert aeat_rules.broken(record(table)) == []


def test_a_qualified_one_needs_the_clients_number_and_keeps_to_the_limit():
    settled()
    nobody = draft(client(nif=None), document_type="qualified_simplified", line_items=[line()])
    refused = call("invoices.issue", {"id": nobody["id"]})
    assert (refused.status, refused.error["details"]["field"]) == (422, "contact.tax_id.number")
    large = draft(client(), document_type="qualified_simplified", line_items=[line(unit_price=500)])
    assert call("invoices.issue", {"id": large["id"]}).error["details"]["constraint"] == "simplified_maximum"
    assert call("invoices.create", {"document_type": "qualified_simplified", "line_items": [line()]}).status == 400


def test_who_buys_what_is_carried_out_abroad_needs_no_number(table):
    settled()
    address = {"street": "1 Main St", "postal_code": "02108", "city": "Boston", "country": "US"}
    who = call("contacts.create", {"type": "person", "name": "Jane Roe", "addresses": [address]}).data["id"]
    outside = line(tax_rate=0, tax_category="outside_territory", unit_price=5000, kind="services")
    made = issued(who, line_items=[outside])
    assert made["status"] == "pending"
    assert "<sf:FacturaSinIdentifDestinatarioArt61d>S<" in record(table)
    assert "<sf:TipoFactura>F2<" in record(table)
    assert aeat_rules.broken(record(table)) == []
    back = call("invoices.rectify", {"id": made["id"], "reason": "Error"})
    assert (back.status, back.data["rectification"]["code"]) == (200, "R5")
    assert aeat_rules.broken(record(table)) == []
    taxed = draft(who, line_items=[outside, line()])
    assert call("invoices.issue", {"id": taxed["id"]}).status == 422

"""POST /v1/invoices/figures keeps its promises. The expected sums are added up by hand from what was issued."""

import base64
from datetime import datetime

import pytest
from bivelio_core import clock

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.books.documents import received
from tests.invoices.world import client, issued, line, settled

pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture(autouse=True)
def april():
    """A day on which invoices of April are issued and received."""
    with clock.frozen(datetime.fromisoformat("2026-04-20T10:00:00+00:00")):
        yield


def figures(form="303", **about):
    period = {"year": 2026} if form == "347" else {"year": 2026, "quarter": 2}
    return call("invoices.figures", {"form": form, **period, **about}, headers={"Accept-Language": "en"}).data


def boxes(**about):
    """The boxes that have an amount."""
    return {each["box"]: each["amount"] for each in figures(**about).get("boxes", ()) if each["amount"]}


def german(**more):
    """A client with a VAT number of another state."""
    about = {
        "type": "company",
        "name": "Kunde GmbH",
        "tax_id": {"type": "eu_vat", "country": "DE", "number": "DE136695976"},
    }
    place = {"street": "Weg 1", "postal_code": "10115", "city": "Berlin", "country": "DE"}
    return call("contacts.create", {**about, "addresses": [place], **more}).data["id"]


def test_sales_are_in_the_boxes_of_their_rates():
    settled()
    issued(line_items=[line(), line(unit_price=50, tax_rate=10), line(unit_price=25, tax_rate=4)])
    issued(line_items=[line(unit_price=10)])
    assert boxes() == {
        "01": 25.0,
        "03": 1.0,
        "04": 50.0,
        "06": 5.0,
        "07": 110.0,
        "09": 23.1,
        "27": 29.1,
        "46": 29.1,
    }


def test_recargo_has_boxes_of_its_own_beside_those_of_the_tax():
    settled()
    issued(line_items=[line(recargo_rate=5.2), line(unit_price=200, tax_rate=10, recargo_rate=1.4)])
    assert boxes() == {
        "04": 200.0,
        "06": 20.0,
        "07": 100.0,
        "09": 21.0,
        "19": 200.0,
        "21": 2.8,
        "22": 100.0,
        "24": 5.2,
        "27": 49.0,
        "46": 49.0,
    }


def test_a_rectification_modifies_and_one_by_substitution_takes_back_what_it_replaces():
    settled()
    first = issued(line_items=[line(unit_price=1000)])
    call(
        "invoices.rectify",
        {
            "id": first["id"],
            "method": "difference",
            "reason": "Devolució",
            "line_items": [line(quantity=-1, unit_price=200)],
        },
    )
    assert boxes() == {"07": 1000.0, "09": 210.0, "14": -200.0, "15": -42.0, "27": 168.0, "46": 168.0}
    second = issued(line_items=[line(unit_price=1000)])
    call(
        "invoices.rectify",
        {"id": second["id"], "method": "substitution", "reason": "Preu", "line_items": [line(unit_price=800)]},
    )
    found = boxes()
    assert (found["07"], found["14"], found["15"]) == (2000.0, -400.0, -84.0)


def test_sales_without_tax_are_told_apart_by_why_they_bear_none():
    settled()
    abroad = german()
    issued(abroad, line_items=[line(tax_category="intra_eu", tax_rate=0)])
    issued(abroad, line_items=[line(unit_price=7, tax_category="reverse_charge", tax_rate=0)])
    issued(line_items=[line(unit_price=30, tax_category="reverse_charge", tax_rate=0)])
    issued(line_items=[line(unit_price=40, tax_category="exempt", tax_rate=0)])
    found = figures()
    assert {each["box"]: each["amount"] for each in found["boxes"] if each["amount"]} == {
        "59": 107.0,
        "122": 30.0,
        "-": 40.0,
    }
    assert {each["code"]: each.get("invoices") for each in found["unknown"]}["no_box"] == 1


def test_what_was_voided_or_is_a_draft_is_in_no_box():
    settled()
    call("invoices.void", {"id": issued(line_items=[line()])["id"], "reason": "Error"})
    call("invoices.create", {"client_id": client(), "issue_date": "2026-04-07", "line_items": [line()]})
    assert boxes() == {}


def test_purchases_are_deductible_and_the_buyer_owes_the_tax_of_what_comes_from_the_union():
    settled()
    received("C-1", "2026-04-02", [("standard", "21", "100.00"), ("standard", "10", "50.00")])
    received("C-2", "2026-04-03", [("intra_eu", "0", "1000.00")], nif="DE136695976", country="DE")
    received("C-3", "2026-04-04", [("reverse_charge", "0", "300.00")])
    received("C-4", "2026-04-05", [("standard", "21", "20.00")], is_credit=True)
    found = figures()
    assert {each["box"]: each["amount"] for each in found["boxes"] if each["amount"]} == {
        "10": 1000.0,
        "11": 210.0,
        "12": 300.0,
        "13": 63.0,
        "27": 273.0,
        "28": 450.0,
        "29": 89.0,
        "36": 1000.0,
        "37": 210.0,
        "40": -20.0,
        "41": -4.2,
        "45": 294.8,
        "46": -21.8,
    }
    assert {each["code"]: each.get("invoices") for each in found["unknown"]}["assumed_rate"] == 2


def test_an_invoice_counts_in_the_period_of_its_operation_and_in_no_other():
    settled()
    issued(line_items=[line()], operation_date="2026-03-30")
    assert boxes() == {}
    assert boxes(quarter=1)["07"] == 100.0
    assert call("invoices.figures", {"form": "303", "year": 2026, "month": 3}).data["boxes"][0]["amount"] == 100.0


def test_each_box_names_its_invoices_a_page_at_a_time():
    settled()
    numbers = [issued(line_items=[line()])["number"] for _ in range(3)]
    found = figures(box="07", per_page=2)
    assert [each["number"] for each in found["invoices"]] == numbers[:2]
    assert found["pagination"]["total"] == 3
    assert [each["number"] for each in figures(box="07", per_page=2, page=2)["invoices"]] == numbers[2:]
    assert found["invoices"][0]["amount"] == 100.0


def test_347_declares_partners_above_the_threshold_by_quarter():
    settled()
    one, other = client(nif="B65432108"), client(nif="B12345674")
    issued(one, line_items=[line(unit_price=2483.52)])
    issued(other, line_items=[line(unit_price="2483.53")])
    (declared,) = figures("347")["partners"]
    assert (declared["key"], declared["tax_number"], declared["amount"]) == ("B", "B12345674", 3005.07)
    assert declared["quarters"] == [0.0, 3005.07, 0.0, 0.0]


def test_347_leaves_out_what_other_forms_declare():
    settled()
    issued(line_items=[line(unit_price=9000)], irpf_rate=15)
    issued(german(), line_items=[line(unit_price=9000, tax_category="intra_eu", tax_rate=0)])
    assert "partners" not in figures("347")


def test_349_tells_goods_from_services_bought_and_sold():
    settled()
    abroad = german()
    issued(abroad, line_items=[line(tax_category="intra_eu", tax_rate=0)])
    issued(abroad, line_items=[line(unit_price=7, tax_category="reverse_charge", tax_rate=0)])
    received("C-1", "2026-04-03", [("intra_eu", "0", "1000.00")], nif="DE136695976", country="DE")
    received("C-2", "2026-04-03", [("reverse_charge", "0", "50.00")], nif="FR40303265045", country="FR")
    declared = {(each["key"], each["tax_number"]): each["amount"] for each in figures("349")["partners"]}
    assert declared == {
        ("A", "DE136695976"): 1000.0,
        ("E", "DE136695976"): 100.0,
        ("I", "FR40303265045"): 50.0,
        ("S", "DE136695976"): 7.0,
    }


def test_111_has_what_was_withheld_from_professionals_and_130_what_clients_withheld():
    settled(nif="12345678Z")
    sold = issued(line_items=[line(unit_price=1000)], irpf_rate=15)
    xml = base64.b64decode(call("invoices.export", {"id": sold["id"], "format": "facturae"}).data["content_base64"])
    there = {"organisation": OTHER_ORGANISATION}
    call("invoices.receive", {"xml": xml.decode()}, caller=there)
    request = {"form": "111", "year": 2026, "quarter": 2}
    found = call("invoices.figures", request, caller=there).data["boxes"]
    assert {each["box"]: each["amount"] for each in found} == {
        "07": 1.0,
        "08": 1000.0,
        "09": 150.0,
        "28": 150.0,
        "30": 150.0,
    }
    received("C-1", "2026-04-02", [("standard", "21", "400.00")])
    assert boxes(form="130") == {"01": 1000.0, "02": 400.0, "03": 600.0, "04": 120.0, "06": 150.0, "07": -30.0}


def test_130_takes_off_the_payments_of_earlier_quarters():
    settled(nif="12345678Z")
    issued(line_items=[line(unit_price=1000)], operation_date="2026-02-10")
    issued(line_items=[line(unit_price=500)])
    assert boxes(form="130") == {"01": 1500.0, "03": 1500.0, "04": 300.0, "05": 200.0, "07": 100.0}


def test_a_period_that_the_form_does_not_have_is_refused():
    for asked, field in (
        ({"form": "347", "year": 2026, "quarter": 1}, "quarter"),
        ({"form": "130", "year": 2026}, "quarter"),
        ({"form": "303", "year": 2026, "quarter": 1, "month": 2}, "month"),
    ):
        answer = call("invoices.figures", asked, headers={"Accept-Language": "en"})
        assert (answer.status, answer.error["details"]["field"]) == (422, field)


def test_the_figures_say_that_they_are_no_filing():
    assert "no tax return" in figures()["notice"]

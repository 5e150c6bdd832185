"""What a line may be, and what is to be paid when: the fields of invoices as companies write them."""

import zlib
from datetime import datetime
from typing import Any

import pytest
from bivelio_core import clock

from tests.api import call
from tests.invoices.world import LINES, client, draft, issued, line, records, settled

pytestmark = pytest.mark.usefixtures("table")

DAY = datetime.fromisoformat("2026-04-07T10:00:00+00:00")
LANGUAGES = ("ca", "es", "en")


def refused(**about):
    """The first fault of a creation, with its sentences in the three languages."""
    who = client()
    answers = [
        call(
            "invoices.create",
            {"client_id": who, "line_items": [line()], "issue_date": "2026-04-07", **about},
            headers={"Accept-Language": language},
        )
        for language in LANGUAGES
    ]
    assert not call("invoices.list", {}).data["invoices"], "nothing is half written"
    assert len({answer.error["message"] for answer in answers}) == 3, answers
    details = answers[0].error["details"]
    return answers[0].status, details["field"], details["constraint"]


def test_an_advance_is_deducted_by_a_negative_line():
    made = draft(line_items=[line(unit_price=4_000), line(description="Bestreta FAC-2026-001", unit_price=-1_500)])
    assert (made["subtotal"], made["tax"], made["total"]) == (2_500.0, 525.0, 3_025.0)
    by_quantity = draft(line_items=[line(quantity=3), line(description="Devolució", quantity=-1)])
    assert by_quantity["total"] == 242.0


def test_an_advance_at_another_rate_leaves_a_negative_base_of_that_rate(table):
    settled()
    made = issued(line_items=[line(unit_price=1_000, tax_rate=10), line(unit_price=-200, tax_rate=21)])
    bases = [(each["tax_rate"], each["base"], each["tax_amount"]) for each in made["tax_breakdown"]]
    assert bases == [(10.0, 1_000.0, 100.0), (21.0, -200.0, -42.0)]
    assert "<sf:BaseImponibleOimporteNoSujeto>-200.00" in zlib.decompress(records(table)[0]["xml"]).decode()


def test_the_whole_of_an_invoice_is_not_below_zero():
    assert refused(line_items=[line(unit_price=-1)]) == (422, "line_items", "not_negative")
    assert draft(line_items=[line(), line(quantity=-1)])["total"] == 0.0


def test_a_price_with_tax_included_is_what_is_paid():
    made = draft(line_items=[line(unit_price=10)], prices_include_tax=True)
    assert (made["subtotal"], made["tax"], made["total"]) == (8.26, 1.74, 10.0)
    assert (made["line_items"][0]["unit_price"], made["line_items"][0]["total"]) == (10, 10.0)
    assert made["prices_include_tax"] is True
    assert call("invoices.get", {"id": made["id"]}).data["prices_include_tax"] is True
    plain = call("invoices.update", {"id": made["id"], "prices_include_tax": False}).data
    assert plain["total"] == 12.1
    assert "prices_include_tax" not in plain


def test_an_invoice_with_tax_included_is_taken_back_to_the_cent_whole_and_in_parts():
    settled()
    lines = [line(quantity=3, unit_price="9.99", recargo_rate="5.2"), line(unit_price="3.33", tax_rate=10)]
    whole = issued(line_items=lines, prices_include_tax=True)
    assert whole["total"] == 33.3
    back = call("invoices.rectify", {"id": whole["id"], "reason": "Devolució"}).data
    assert (back["total"], back["tax"], back["subtotal"]) == (-33.3, -whole["tax"], -whole["subtotal"])
    other = issued(line_items=lines, prices_include_tax=True)
    part = {"description": "Un", "quantity": -1, "unit_price": "9.99", "tax_rate": 21, "recargo_rate": "5.2"}
    first = call("invoices.rectify", {"id": other["id"], "reason": "Un", "line_items": [part]}).data
    rest = call("invoices.rectify", {"id": other["id"], "reason": "La resta"}).data
    assert (first["total"], rest["total"]) == (-9.99, -23.31)
    assert call("invoices.get", {"id": other["id"]}).data["amount_due"] == 0.0


def test_a_line_says_its_unit_and_its_code_as_they_were_sent():
    lines = [line(unit="hour", item_code="CONS-01"), line(unit="KGM"), line(unit="XBX"), line()]
    made = draft(line_items=lines)
    for shown in (made, call("invoices.list", {}).data["invoices"][0]):
        units = [(each.get("unit"), each.get("item_code")) for each in shown["line_items"]]
        assert units == [("hour", "CONS-01"), ("KGM", None), ("XBX", None), (None, None)]
    assert refused_unit() == (400, "line_items[0].unit", "unit")


def refused_unit():
    answer = call("invoices.create", {"client_id": client(), "line_items": [line(unit="hores")]})
    return answer.status, answer.error["details"]["field"], answer.error["details"]["constraint"]


def test_several_due_dates_add_up_to_what_is_to_be_paid():
    made = draft(due_dates=[{"date": "2026-05-07", "percent": "33.33"}, {"date": "2026-06-07", "percent": "66.67"}])
    assert made["due_dates"] == [
        {"date": "2026-05-07", "amount": 1_411.53, "percent": 33.33},
        {"date": "2026-06-07", "amount": 2_823.47, "percent": 66.67},
    ]
    assert made["due_date"] == "2026-06-07"
    smaller = call("invoices.update", {"id": made["id"], "line_items": LINES[1:]}).data
    assert [part["amount"] for part in smaller["due_dates"]] == [201.65, 403.35], "percentages follow the lines"
    one = call("invoices.update", {"id": made["id"], "due_date": "2026-05-01"}).data
    assert (one["due_date"], "due_dates" in one) == ("2026-05-01", False)


@pytest.mark.parametrize(
    ("due_dates", "field", "constraint"),
    [
        ([("2026-05-07", 100), ("2026-06-07", "21.01")], "due_dates", "due_dates_sum"),
        ([("2026-05-07", 121), ("2026-05-07", 0.01)], "due_dates[1].date", "due_dates_order"),
        ([("2026-04-06", 121)], "due_dates[0].date", "due_before_issue"),
    ],
)
def test_due_dates_that_do_not_fit_are_refused(due_dates, field, constraint):
    parts = [{"date": day, "amount": amount} for day, amount in due_dates]
    assert refused(due_dates=parts) == (422, field, constraint)


def test_due_dates_of_two_kinds_or_beside_a_due_date_are_refused():
    mixed = [{"date": "2026-05-07", "amount": 1}, {"date": "2026-06-07", "percent": 50}]
    assert refused(due_dates=mixed) == (422, "due_dates[1].amount", "one_of")
    one = [{"date": "2026-05-07", "percent": 100}]
    assert refused(due_dates=one, due_date="2026-05-07") == (422, "due_date", "one_of")
    assert refused(due_dates=[{"date": "2026-05-07", "percent": 90}]) == (422, "due_dates", "due_dates_sum")


def test_suplidos_are_paid_and_are_neither_base_nor_total(table):
    settled()
    made = issued(disbursements=[{"description": "Taxa del Registre Mercantil", "amount": "45.50"}])
    assert (made["subtotal"], made["total"], made["amount_due"]) == (3_500.0, 4_235.0, 4_280.5)
    assert made["disbursements"] == [{"description": "Taxa del Registre Mercantil", "amount": 45.5}]
    assert "<sf:ImporteTotal>4235.00<" in zlib.decompress(records(table)[0]["xml"]).decode()
    back = call("invoices.rectify", {"id": made["id"], "reason": "Anul·lada"}).data
    assert (back["total"], back["amount_due"]) == (-4_235.0, 0.0)
    assert call("invoices.get", {"id": made["id"]}).data["amount_due"] == 0.0


def test_suplidos_are_paid_in_full_with_the_rest():
    settled()
    made = issued(disbursements=[{"description": "Taxa", "amount": 10}])
    paid = call("invoices.mark_paid", {"id": made["id"], "date": "2026-04-08"}).data
    assert (paid["status"], paid["amount_paid"], paid["amount_due"]) == ("paid", 4_245.0, 0.0)


def test_another_currency_states_its_tax_in_euros_and_is_recorded_in_euros(table):
    settled()
    made = issued(currency="USD", exchange_rate={"rate": "1.085", "date": "2026-04-06"})
    assert (made["currency"], made["total"], made["tax"], made["tax_in_euros"]) == ("USD", 4_235.0, 735.0, 677.42)
    assert made["exchange_rate"] == {"rate": 1.085, "date": "2026-04-06"}
    xml = zlib.decompress(records(table)[0]["xml"]).decode()
    assert "<sf:CuotaTotal>677.42<" in xml
    assert "<sf:ImporteTotal>3903.23<" in xml, "3500 / 1.085 = 3225.81, and its tax"


def test_a_currency_without_cents_is_rounded_to_whole_ones():
    made = draft(
        line_items=[line(unit_price="12345.6")],
        currency="JPY",
        exchange_rate={"rate": "163.2", "date": "2026-04-07"},
    )
    assert (made["subtotal"], made["tax"], made["total"]) == (12_346.0, 2_593.0, 14_939.0)


def test_the_limit_of_a_simplified_invoice_is_in_euros():
    settled()
    about: dict[str, Any] = {"client_id": None, "document_type": "simplified", "issue_date": "2026-04-07"}
    rate = {"rate": "1.25", "date": "2026-04-07"}
    lines = [line(unit_price=480, tax_rate=0)]
    made = call("invoices.create", {**about, "line_items": lines, "currency": "USD", "exchange_rate": rate}).data
    assert call("invoices.issue", {"id": made["id"]}).status == 200, "480 USD are 384 EUR"
    rate["rate"] = "1.1"
    made = call("invoices.create", {**about, "line_items": lines, "currency": "USD", "exchange_rate": rate}).data
    assert call("invoices.issue", {"id": made["id"]}).error["details"]["constraint"] == "simplified_maximum"


@pytest.mark.parametrize(
    ("about", "field", "constraint"),
    [
        ({"currency": "USD"}, "exchange_rate", "exchange_rate_missing"),
        ({"exchange_rate": {"rate": 1, "date": "2026-04-07"}}, "exchange_rate", "exchange_rate_of_euro"),
        (
            {"currency": "USD", "exchange_rate": {"rate": 1, "date": "2026-04-08"}},
            "exchange_rate.date",
            "in_the_future",
        ),
    ],
)
def test_a_rate_that_does_not_fit_is_refused(about, field, constraint):
    assert refused(**about) == (422, field, constraint)


def test_an_invoice_is_overdue_by_its_earliest_unpaid_part(table):
    settled()
    parts = [{"date": "2026-05-07", "amount": 1_000}, {"date": "2026-06-07", "amount": 3_235}]
    with clock.frozen(DAY):
        made = issued(due_dates=parts, payment_method="direct_debit")
    item = table.query(f"{records(table)[0]['PK'].rsplit('#', 1)[0]}#INV", consistent=True)[0]
    assert item["GSI1SK"].startswith("2026-05-07T22:00"), "midnight in Madrid"
    with clock.frozen(datetime.fromisoformat("2026-05-08T10:00:00+00:00")):
        overdue_now(table, item)
        assert call("invoices.get", {"id": made["id"]}).data["status"] == "overdue"
        paid = call("invoices.mark_paid", {"id": made["id"], "amount": 1_000}).data
        assert paid["status"] == "partially_paid", "the part that was late is paid"
    item = table.query(item["PK"], consistent=True)[0]
    assert item["GSI1SK"].startswith("2026-06-07T22:00")
    assert made["payment_method"] == "direct_debit"


def overdue_now(table, item):
    """What the sweeper does with an invoice whose mark is due."""
    from bivelio_core.invoices import overdue
    from bivelio_core.store.tenant_store import SystemStore
    from bivelio_core.tenancy import Tenant

    from tests.api import ORGANISATION

    overdue.judge(SystemStore(table).of(Tenant.at(ORGANISATION, "live")), item)


def test_null_clears_what_may_be_absent():
    made = draft(
        payment_method="card",
        disbursements=[{"description": "Taxa", "amount": 10}],
        due_dates=[{"date": "2026-05-07", "percent": 100}],
    )
    cleared = {"payment_method": None, "disbursements": None, "due_dates": None}
    after = call("invoices.update", {"id": made["id"], **cleared}).data
    assert not {*cleared} & after.keys()
    assert (after["amount_due"], after["due_date"]) == (4_235.0, "2026-05-07")


def test_an_item_without_the_fields_is_stored_and_shown_as_ever(table):
    made = draft()
    item = table.query("org_0000000000000000#live#INV", consistent=True)[0]
    assert not {"prices_include_tax", "due_dates", "disbursed"} & item.keys()
    assert '"unit"' not in item["lines"]
    content = table.query("org_0000000000000000#live#INC", consistent=True)[0]
    assert not {"payment_method", "exchange_rate", "disbursements"} & content.keys()
    shown = {"prices_include_tax", "payment_method", "due_dates", "exchange_rate", "disbursements", "tax_in_euros"}
    assert not shown & made.keys()

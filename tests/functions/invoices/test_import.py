"""POST /v1/invoices/import keeps its promises."""

import pytest

from tests.api import call
from tests.events.told import Told
from tests.invoices.world import chain, client, draft, issued, records, settled

pytestmark = pytest.mark.usefixtures("table")
CLIENT = {
    "name": "Client Antic S.L.",
    "nif": "B17203456",
    "street": "Carrer Vell, 3",
    "postal_code": "17001",
    "city": "Girona",
}
RATES = [
    {"tax_rate": 21, "base": 100.00, "tax_amount": 21.00},
    {"tax_rate": 10, "base": 50.00, "tax_amount": 5.00},
]


def row(number="2025/0417", **about):
    """An invoice of another program."""
    plain = {"number": number, "issue_date": "2025-11-20", "client": CLIENT, "tax_breakdown": RATES, **about}
    return {name: value for name, value in plain.items() if value is not None}


def imported(*rows, **options):
    return call("invoices.import", {"invoices": list(rows)}, **options)


def shown(answer, place=0):
    return call("invoices.get", {"id": answer.data["invoices"][place]["invoice_id"]}).data


def test_an_invoice_has_the_amounts_that_it_states_and_no_record(table):
    settled()
    told = Told()
    answer = imported(row(irpf_amount=22.5, amount_paid=53.5, due_date="2026-01-20", reference="OC-7"))
    assert (answer.data["imported"], answer.data["existing"]) == (1, 0)
    made = shown(answer)
    assert [made[name] for name in ("origin", "type", "number", "status", "reference")] == [
        *("imported", "issued", "2025/0417", "partially_paid", "OC-7"),
    ]
    assert [made[name] for name in ("subtotal", "tax", "total", "irpf_amount", "amount_paid", "amount_due")] == [
        *(150.0, 26.0, 176.0, 22.5, 53.5, 100.0),
    ]
    assert (made["client"]["name"], made["client"]["nif"]) == ("Client Antic S.L.", "B17203456")
    assert [each["net"] for each in made["line_items"]] == [100.0, 50.0]
    assert records(table) == []
    assert "invoice.created" not in told.types()
    assert call("invoices.list", {"type": "issued"}).data["pagination"]["total"] == 1
    assert call("invoices.mark_paid", {"id": made["id"]}).data["status"] == "paid"


def test_lines_give_the_totals_and_a_client_that_is_there_is_taken():
    who = client()
    lines = [{"description": "Servei", "quantity": 3, "unit_price": "33.33", "tax_rate": 21}]
    made = shown(imported(row(client=None, client_id=who, tax_breakdown=None, line_items=lines)))
    assert (made["total"], made["client"]["id"], made["line_items"][0]["description"]) == (120.99, who, "Servei")


def test_a_number_of_a_year_is_imported_once_however_often_it_is_sent():
    first = imported(row(), row("2025/0418"))
    again = imported(row(total=None), row("2025/ 0418"), row("2025/0419"), row("2025/0419"))
    assert [each["result"] for each in again.data["invoices"]] == ["existing", "existing", "imported", "existing"]
    assert [each["invoice_id"] for each in again.data["invoices"][:2]] == [
        each["invoice_id"] for each in first.data["invoices"]
    ]
    assert imported(row(issue_date="2024-11-20")).data["imported"] == 1
    assert call("contacts.list", {}).data["pagination"]["total"] == 1
    assert call("invoices.list", {}).data["pagination"]["total"] == 4


def test_one_wrong_row_refuses_all_and_names_its_place():
    wrong = [{"tax_rate": 21, "base": 100, "tax_amount": 20}]
    answer = imported(row(), row("2", tax_breakdown=wrong))
    assert (answer.status, answer.error["details"]["field"]) == (422, "invoices[1].tax_breakdown[0].tax_amount")
    for about, field in (
        ({"issue_date": "2999-01-01"}, "issue_date"),
        ({"amount_paid": 177}, "amount_paid"),
        ({"tax_breakdown": None}, "tax_breakdown"),
        ({"client": None}, "client_id"),
        ({"client": None, "client_id": "ct_unknown"}, "client_id"),
        ({"total": 180}, "total"),
    ):
        answer = imported(row("1"), row("2", **about))
        assert (answer.status, answer.error["details"]["field"]) == (422, f"invoices[1].{field}"), about
    assert call("invoices.list", {}).data["invoices"] == []


@pytest.mark.parametrize("method", ["difference", "substitution"])
def test_it_is_rectified_and_the_record_names_its_number_and_date(method, table):
    settled()
    made = shown(imported(row(amount_paid=176)))
    more = {"line_items": [{"description": "Correcte", "quantity": 1, "unit_price": 90, "tax_rate": 21}]}
    data = {"id": made["id"], "reason": "Error", "method": method, **(more if method == "substitution" else {})}
    rectified = call("invoices.rectify", data).data
    assert rectified["rectification"]["invoices"] == [{"id": made["id"], "number": "2025/0417"}]
    assert rectified["total"] == (-176.0 if method == "difference" else 108.9)
    assert shown(imported(row()))["status"] == "rectified"
    xml = call("invoices.records_export", {"format": "xml"})
    assert chain(table).is_unbroken
    assert len(records(table)) == 1
    assert xml.status == 200
    assert call("invoices.void", {"id": rectified["id"], "reason": "x"}).status in {200, 409}


def test_it_is_neither_issued_nor_changed_nor_voided_nor_sent_nor_exported():
    settled()
    made = shown(imported(row()))
    for operation, more in (
        ("void", {"reason": "x"}),
        ("send", {"to": "a@example.com"}),
        ("export", {"format": "pdf"}),
        ("validate", {}),
    ):
        answer = call(f"invoices.{operation}", {"id": made["id"], **more})
        assert (answer.status, answer.error["details"]["reason"]) == (409, "imported"), operation
    for operation, more in (("issue", {}), ("update", {"notes": "x"}), ("delete", {})):
        assert call(f"invoices.{operation}", {"id": made["id"], **more}).status == 409, operation


def test_no_number_of_our_form_is_given_twice():
    settled()
    who = client()
    assert (
        imported(row("FAC-2026-120", issue_date="2026-01-10"), row("FAC-2026-119", issue_date="2026-01-09")).data[
            "imported"
        ]
        == 2
    )
    assert imported(row("FAC-2026-121", issue_date="2026-01-12")).data["imported"] == 1
    assert issued(who)["number"] == "FAC-2026-122"
    answer = imported(row("FAC-2026-122", issue_date="2026-01-13"))
    assert (answer.status, answer.error["details"]["reason"]) == (409, "series_issued")
    assert imported(row("FAC-2026-118", issue_date="2026-01-08")).data["imported"] == 1


def test_a_series_with_drafts_takes_no_number_of_another_program():
    draft()
    assert imported(row("FAC-2026-120", issue_date="2026-01-10")).error["details"]["reason"] == "series_has_drafts"


def test_a_hundred_are_imported_at_once():
    answer = imported(*(row(f"2025/{number}") for number in range(100)))
    assert answer.data["imported"] == 100
    assert call("contacts.list", {}).data["pagination"]["total"] == 1
    assert imported(*(row(f"2025/{number}") for number in range(101))).status == 400

"""POST /v1/invoices/summary keeps its promises. The expected sums are added up by hand from what was issued."""

from datetime import datetime

import pytest
from bivelio_core import clock
from bivelio_core.invoices import figures, overdue, summing
from bivelio_core.invoices.summary_models import InvoicesAmount, InvoicesSum
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.invoices.books.documents import received
from tests.invoices.world import client, draft, issued, line, settled

pytestmark = pytest.mark.usefixtures("table")


def on(day):
    """The tenth hour of a day, in UTC."""
    return clock.frozen(datetime.fromisoformat(f"{day}T10:00:00+00:00"))


@pytest.fixture(autouse=True)
def issuer(table):
    with on("2026-03-01"):
        settled()


def bill(day, price, **about):
    """An invoice issued on a day: its id."""
    with on(day):
        return issued(issue_date=day, line_items=[line(unit_price=price)], **about)["id"]


def paid(invoice, day, amount):
    with on("2026-04-20"):
        call("invoices.mark_paid", {"id": invoice, "amount": amount, "date": day})


def summary(day="2026-04-20", **asked):
    with on(day):
        return call("invoices.summary", asked).data


def euros(part):
    """The count of a part, and its sum in euros."""
    return part["count"], {each["currency"]: each["amount"] for each in part["amounts"]}.get("EUR", 0)


def test_nothing_comes_to_nothing():
    found = summary()
    assert {name: euros(found[name]) for name in ("unpaid", "overdue", "to_pay")} == dict.fromkeys(
        ("unpaid", "overdue", "to_pay"), (0, 0)
    )
    assert euros(found["month"]["invoiced"]) == euros(found["month"]["paid"]) == (0, 0)


def test_what_is_due_is_what_payments_have_left():
    paid(bill("2026-04-02", 100), "2026-04-10", 21)
    bill("2026-04-03", 50)
    paid(bill("2026-04-04", 10), "2026-04-10", 12.1)
    draft(client(), issue_date="2026-04-05")
    call("invoices.void", {"id": bill("2026-04-06", 1_000), "reason": "Un error."})
    assert euros(summary()["unpaid"]) == (2, 160.5)


def test_the_overdue_ones_are_those_whose_day_has_passed(table):
    bill("2026-03-02", 100, due_date="2026-03-20")
    bill("2026-04-02", 50, due_date="2026-05-20")
    with on("2026-04-20"):
        for key in list(overdue.due(table)):
            overdue.take_up(table, key)
    found = summary()
    assert (euros(found["unpaid"]), euros(found["overdue"])) == ((2, 181.5), (1, 121))


def test_a_month_is_compared_with_the_same_days_of_the_last():
    bill("2026-03-10", 100)
    bill("2026-03-25", 1_000)
    paid(bill("2026-04-10", 30), "2026-04-15", 36.3)
    found = summary()
    assert (found["month"]["from_date"], found["month"]["to_date"]) == ("2026-04-01", "2026-04-20")
    assert (found["last_month"]["from_date"], found["last_month"]["to_date"]) == ("2026-03-01", "2026-03-20")
    assert euros(found["month"]["invoiced"]) == (1, 36.3)
    assert euros(found["last_month"]["invoiced"]) == (1, 121)
    assert euros(found["last_month"]["paid"]) == (0, 0)


def test_a_day_that_the_last_month_has_not_ends_with_that_month():
    found = summary(day="2026-05-31")
    assert (found["month"]["to_date"], found["last_month"]["to_date"]) == ("2026-05-31", "2026-04-30")
    assert call("invoices.summary", {"day": "2027-03-31"}).data["last_month"]["to_date"] == "2027-02-28"


def test_a_payment_counts_on_its_day_whenever_the_invoice_was_issued():
    invoice = bill("2026-03-25", 100)
    paid(invoice, "2026-03-28", 20)
    paid(invoice, "2026-04-02", 30)
    paid(invoice, "2026-04-03", 1)
    assert euros(summary()["month"]["paid"]) == (1, 31)
    assert euros(summary(day="2026-04-30")["last_month"]["paid"]) == (1, 20)


def test_what_is_rectified_counts_once():
    taken_back, replaced = bill("2026-04-02", 100), bill("2026-04-03", 200)
    with on("2026-04-10"):
        call("invoices.rectify", {"id": taken_back, "reason": "Devolució."})
        again = {"method": "substitution", "line_items": [line(unit_price=150)]}
        call("invoices.rectify", {"id": replaced, "reason": "Preu equivocat.", **again})
    assert euros(summary()["month"]["invoiced"]) == (4, 181.5)


def test_currencies_are_not_added_to_each_other():
    bill("2026-04-02", 100)
    bill("2026-04-03", 100, currency="USD", exchange_rate={"rate": 0.9, "date": "2026-04-02"})
    amounts = summary()["month"]["invoiced"]["amounts"]
    assert amounts == [{"currency": "EUR", "amount": 121}, {"currency": "USD", "amount": 121}]


def test_suppliers_are_to_be_paid():
    with on("2026-04-20"):
        received("C-1", "2026-04-02", [("standard", "21", "100.00")])
    found = summary()
    assert euros(found["to_pay"]) == (1, 121)
    assert found["unpaid"]["count"] == 0


def test_another_organisation_has_nothing_of_it():
    bill("2026-04-02", 100)
    with on("2026-04-20"):
        other = call("invoices.summary", {}, caller={"organisation": OTHER_ORGANISATION}).data
    assert other["unpaid"]["count"] == other["month"]["invoiced"]["count"] == 0


def test_more_invoices_than_are_read_are_counted_alone(table):
    bill("2026-04-02", 100)
    bill("2026-04-03", 100)
    store = SystemStore(table).of(Tenant.at(ORGANISATION, "live"))
    assert summing.summed(store, (), figures.due, most=1) == InvoicesSum(count=2)
    assert summing.summed(store, (), figures.due, most=2) == InvoicesSum(
        count=2, amounts=[InvoicesAmount(currency="EUR", amount=242)]
    )


@pytest.mark.parametrize("day", ["2026-02-30", "avui", 7])
def test_a_day_that_is_none_is_refused(day):
    answer = call("invoices.summary", {"day": day})
    assert (answer.status, answer.error["details"]["field"]) == (400, "day")

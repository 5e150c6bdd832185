"""Reminders go out on working days at nine, and stop when the invoice is paid."""

from tests.api import ORGANISATION
from tests.workflows.gallery.harness import document

INVOICE = {"number": "F-42", "due_date": "2026-03-31", "total": 1234.5, "email": "client@example.com"}


def test_three_reminders_on_working_days_until_it_is_paid(shop):
    answers = [{"paid": False}, {"paid": False}, {"paid": True}]
    shop.service.answer = lambda _: document(answers.pop(0))
    shop.create("dunning")
    done = shop.run(INVOICE)
    assert done["status"] == "completed", done
    assert done["output"] == {"reminders": 2}
    first, second = shop.sent()
    assert first[0] == second[0] == INVOICE["email"]
    assert (first[1], second[1]) == ("Avís 1 de la factura F-42", "Avís 2 de la factura F-42")
    assert first[2] == "La factura de 1.234,50\u00a0€ va vèncer el 31 de març de 2026."
    assert [got.path for got in shop.service.received] == ["/invoices/F-42"] * 3


def test_the_days_are_after_easter_and_after_a_holiday_and_follow_the_clock_of_madrid(shop, table):
    shop.service.answer = lambda _: document({})
    shop.create("dunning")
    shop.run(INVOICE)
    (run,) = table.query(f"{ORGANISATION}#live#WFI")
    steps = table.query(f"{ORGANISATION}#live#WFS#{run['SK']}")
    waits = sorted(item["until"] for item in steps if item["SK"].startswith("wait#"))
    assert waits == ["2026-04-07T07:00:00.000Z", "2026-04-15T07:00:00.000Z", "2026-04-30T07:00:00.000Z"]
    assert len(shop.sent()) == 3

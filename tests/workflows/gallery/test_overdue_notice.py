"""Who does not pay is told at once, and a person a week later; who pays is not."""

import pytest
from bivelio_core import clock

from tests.api import call, load
from tests.invoices.world import client, issued, settled
from tests.workflows.stream import Stream


@pytest.fixture
def stream(shop):
    settled()
    return Stream(("INV",))


def become_overdue():
    with clock.frozen(clock.parse("2026-04-02T06:00:00Z")):
        load("workers/sweep_invoices").handler({}, None)


@pytest.mark.parametrize("pays", [True, False])
def test_who_does_not_pay_is_told_at_once_and_a_person_a_week_later(shop, stream, pays):
    shop.create("overdue-notice")
    buyer = client()
    call("contacts.update", {"id": buyer, "email": "client@example.com"})
    invoice = issued(buyer, issue_date="2026-03-01", due_date="2026-04-01")
    shop.follow(stream)
    become_overdue()
    shop.follow(stream)
    assert shop.latest()["status"] == "waiting"
    (mail,) = shop.sent()
    assert mail[0] == "client@example.com"
    assert "1 d'abril de 2026" in mail[2]
    if pays:
        call("invoices.mark_paid", {"id": invoice["id"]})
        shop.follow(stream)
    else:
        shop.states.expires.add("token-1")
        shop.states.run()
    assert shop.latest()["output"] == {"paid": pays}
    cases = call("cases.list").data["cases"]
    assert [case["title"] for case in cases] == ([] if pays else [f"{invoice['number']} encara no s'ha cobrat"])
